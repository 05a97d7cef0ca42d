import type { Endpoints } from '../environments/endpoints.ts';
import type { PipelineProfile } from '../environments/pipeline-profile.ts';
import type { WatchedProcess } from '../processes/index.ts';
import type { ProbeName, ProbeResult } from '../run-data/probe-results.ts';
import type { ServicePlace } from './service-place.ts';

/** A request of a probe ends within this time, so that its outcome is recorded before the deadline of the probe. */
export const REQUEST_WITHIN_MS = 2000;

/** A time limit that has no effect: a fair deadline applies. */
export const NEVER_MS = 60_000;

/** What is known about a pipeline, also when it did not start. */
export interface ProbedPipeline {
  /** Absolute path of the run folder. */
  readonly runFolder: string;
  readonly profile: PipelineProfile;
  /** Streams of the run that have begun. */
  readonly streamIds: readonly string[];
  readonly endpoints?: Endpoints;
  /** The folder that MediaMTX records into, when this machine can read it. */
  readonly recordingsFolder?: string;
  /** The configuration file of MediaMTX, when this machine can read it. */
  readonly mediamtxConfigFile?: string;
  /** URL of the tap between the worker and the STS service. */
  readonly tapUrl?: string;
  /** The run has started the pipeline, so a probe may write into its folders. */
  readonly isOwned: boolean;
  /** Where a service runs; `undefined` when it cannot be inspected. */
  placeOf(service: string, signal: AbortSignal): Promise<ServicePlace | undefined>;
  /** Processes of this machine that belong to the run. */
  processes(): readonly WatchedProcess[];
  /** The states of its containers, when it runs in containers. */
  containers?(signal: AbortSignal): Promise<readonly ContainerReport[]>;
}

/** The state of a container. */
export type ContainerReport = NonNullable<ProbeResult<'containers'>['list']>[number];

/** Observes one aspect of the pipeline after a step has failed. */
export interface Probe {
  readonly name: ProbeName;
  /**
   * @param signal aborts at the deadline of the probe
   * @returns its observations; none when the pipeline cannot be probed in this way
   */
  readonly observe: (pipeline: ProbedPipeline, signal: AbortSignal) => Promise<readonly object[]>;
}

/** Checks that the observations of a probe have the type that is registered for its name. */
export function defineProbe<Name extends ProbeName>(
  name: Name,
  observe: (pipeline: ProbedPipeline, signal: AbortSignal) => Promise<readonly ProbeResult<Name>[]>,
): Probe {
  return { name, observe };
}
