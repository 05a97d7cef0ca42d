import type { RunContext } from '../engine/index.ts';
import type { ProbedPipeline } from '../probes/index.ts';
import type { Reaper } from '../processes/index.ts';
import type { Tap } from '../tap/index.ts';
import type { Endpoints } from './endpoints.ts';
import type { PipelineProfile } from './pipeline-profile.ts';
import type { ServiceControl } from './service-control.ts';

/** A service of a running environment. */
export interface EnvironmentService {
  readonly name: string;
  /** Identifies it for a person: `pid 1234`, the name of a container, a URL. */
  readonly identity: string;
  /** Set when it is a process of this machine that this user may inspect. */
  readonly pid?: number;
}

/** Adds to what is known about a pipeline that is being started, for the probes after a failure. */
export type RevealPipeline = (details: Partial<ProbedPipeline>) => void;

/** A running pipeline that can be tested. */
export interface StartedEnvironment {
  readonly endpoints: Endpoints;
  /** The folder that MediaMTX records into, when this machine can read it. */
  readonly recordingsFolder: string | undefined;
  readonly services: readonly EnvironmentService[];
  /** Set when the harness can stop and start single services. */
  readonly control?: ServiceControl;
  /** The proxy between the worker and the STS service, with `--observe tap`. */
  readonly tap?: Tap;
  /** Its names for paths, metrics and events; the documented names by default. */
  readonly profile?: PipelineProfile;
  /** Checks that are recorded without a limit, as `step/check`. */
  readonly leaveOut?: readonly string[];
  /**
   * Copies the recordings of a path, such as `live/x/out`, to the same place under a local folder. Set when MediaMTX
   * records into a folder that this machine cannot read. The recording should have ended.
   */
  copyRecordings?(path: string, toFolder: string, signal: AbortSignal): Promise<void>;
}

/** A way to provide a pipeline. */
export interface Environment {
  readonly kind: string;
  /**
   * Starts it and waits until every service is ready. Registers the clean-up with `run` before it starts anything.
   *
   * @param reaper ends child processes when the harness itself is killed
   * @param reveal receives each address and folder as soon as it is known
   * @throws {HarnessError} with fault ENVIRONMENT, naming the service and its last output
   */
  start(
    run: RunContext,
    reaper: Reaper,
    signal: AbortSignal,
    reveal?: RevealPipeline,
  ): Promise<StartedEnvironment>;
}
