import type { RunContext } from '../engine/index.ts';
import type { PublishEndpoints } from '../media/index.ts';
import type { Reaper } from '../processes/index.ts';
import type { Tap } from '../tap/index.ts';
import type { PipelineProfile } from './pipeline-profile.ts';
import type { ServiceControl } from './service-control.ts';

/** Where a running pipeline is reached. */
export interface Endpoints extends PublishEndpoints {
  readonly mediamtxApiUrl: string;
  readonly mediaServiceUrl: string;
  readonly stsUrl: string;
}

/** A service of a running environment. */
export interface EnvironmentService {
  readonly name: string;
  /** What a person looks it up by: `pid 1234`, a container's name, a URL. */
  readonly identity: string;
  /** Where it is a process of this machine that this user may look at. */
  readonly pid?: number;
}

/** A pipeline that runs and can be tested. */
export interface StartedEnvironment {
  readonly endpoints: Endpoints;
  /** The folder that MediaMTX records into, when this machine can read it. */
  readonly recordingsFolder: string | undefined;
  readonly services: readonly EnvironmentService[];
  /** Where this harness may end and start single services. */
  readonly control?: ServiceControl;
  /** Stands between the worker and the STS service, when that was asked for. */
  readonly tap?: Tap;
  /** What it calls its things; the documented names by default. */
  readonly profile?: PipelineProfile;
  /** Checks that it is not held to, as `step/check`. */
  readonly leaveOut?: readonly string[];
  /**
   * Copies what was recorded of a path, e.g. `live/x/out`, to the same place under a folder of this machine; there
   * where {@link recordingsFolder} is undefined and MediaMTX records all the same. The recording should have ended.
   */
  copyRecordings?(path: string, toFolder: string, signal: AbortSignal): Promise<void>;
}

/** How a pipeline comes to be there. */
export interface Environment {
  readonly kind: string;
  /**
   * Starts it and waits until every part answers. What ends it is registered with `run` before it is started.
   *
   * @param reaper ends child processes when the harness itself is gone
   * @throws {HarnessError} with fault ENVIRONMENT, naming the part and what it said
   */
  start(run: RunContext, reaper: Reaper, signal: AbortSignal): Promise<StartedEnvironment>;
}
