import type { ServiceName } from '../service-control.ts';

/** How a service is started. */
export interface ServiceSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to the environment of this process, without its service settings. */
  readonly environment: Readonly<Record<string, string>>;
  /** Responds with 200 once the service is ready. */
  readonly readyUrl: string;
}

/** How a service of a run is started. */
export interface NamedServiceSpec extends ServiceSpec {
  readonly name: ServiceName;
}
