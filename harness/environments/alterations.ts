import type { RunContext } from '../engine/index.ts';
import type { StreamPublisherOptions } from '../media/index.ts';
import type { Reaper } from '../processes/index.ts';
import type { ServiceChanges } from './compose/compose-project.ts';
import type { Endpoints } from './endpoints.ts';
import type { StartedEnvironment } from './environment.ts';
import type { NamedServiceSpec } from './process/service-spec.ts';

/** Where an alteration applies. */
export interface AlterationSite {
  readonly run: RunContext;
  /** Ends child processes when the harness itself is killed. */
  readonly reaper: Reaper;
  /** The addresses on which the services listen. */
  readonly endpoints: Endpoints;
  /** Absolute path of the folder that MediaMTX records into. */
  readonly recordingsFolder: string;
}

/**
 * Differences between the environment of a run and a correct one. Code only: there is no command-line option for it. All
 * but `composeServices` and `publisher` apply to the `process` environment. A function that returns nothing changes
 * nothing.
 */
export interface Alterations {
  /** Runs before anything is started. Registers its clean-ups with the run. */
  beforeStart?(site: AlterationSite): Promise<void> | void;
  /** The configuration of MediaMTX, as YAML. */
  mediamtxConfig?(yaml: string, site: AlterationSite): Promise<string> | string;
  /** The addresses at which the harness reaches the services. The services themselves keep theirs. */
  endpoints?(endpoints: Endpoints, site: AlterationSite): Promise<Endpoints> | Endpoints;
  /** How the services are started. One that is left out is not started, and is waited for like any other. */
  specs?(
    specs: readonly NamedServiceSpec[],
    site: AlterationSite,
  ): Promise<readonly NamedServiceSpec[]> | readonly NamedServiceSpec[];
  /** Fields of services in the Compose files, in the `compose` environment. */
  composeServices?(): Promise<ServiceChanges> | ServiceChanges;
  /** Runs when the services are ready, before step 0 goes on. */
  afterStart?(started: StartedEnvironment, site: AlterationSite): Promise<void> | void;
  /** What is published, where and how. */
  publisher?(options: StreamPublisherOptions): Promise<StreamPublisherOptions> | StreamPublisherOptions;
}
