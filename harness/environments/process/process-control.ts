import { HarnessError, type RunContext } from '../../engine/index.ts';
import type { OwnedProcess } from '../../processes/index.ts';
import type { ServiceControl, ServiceName } from '../service-control.ts';
import type { ServiceGroup } from './service-group.ts';
import type { ServiceSpec } from './service-spec.ts';
import { waitUntilReady } from './wait-until-ready.ts';

const READY_WITHIN_MS = 20_000;

/** A scenario kills a service that is not running, or starts one that is. */
class ServiceStateError extends HarnessError {
  constructor(service: ServiceName, action: string, reason: string) {
    super(`${service} cannot be ${action}: ${reason}`, { code: 'SERVICE_STATE', fault: 'HARNESS' });
  }
}

/** How to restart a service, and its current process. */
export interface ControlledService {
  readonly spec: ServiceSpec;
  readonly process: OwnedProcess;
}

/** Kills and starts the services of a {@link ServiceGroup}. */
export class ProcessControl implements ServiceControl {
  readonly #run: RunContext;
  readonly #group: ServiceGroup;
  readonly #services: Map<ServiceName, ControlledService>;

  constructor(
    run: RunContext,
    group: ServiceGroup,
    services: Iterable<readonly [ServiceName, ControlledService]>,
  ) {
    this.#run = run;
    this.#group = group;
    this.#services = new Map(services);
  }

  async kill(service: ServiceName): Promise<string> {
    const { process } = this.#of(service, 'killed');
    if (process.end !== undefined) throw new ServiceStateError(service, 'killed', 'it has already ended');
    const identity = `pid ${process.pid}`;
    this.#run.log('harness', 'info', `${service} (${identity}) is killed on purpose`);
    await process.kill();
    return identity;
  }

  async start(service: ServiceName, signal: AbortSignal): Promise<string> {
    const { spec, process: previous } = this.#of(service, 'started');
    if (previous.end === undefined)
      throw new ServiceStateError(service, 'started', `it is running as pid ${previous.pid}`);
    this.#run.log('harness', 'info', `${service} is restarted on purpose`);
    const process = await this.#group.start(spec);
    this.#services.set(service, { spec, process });
    await waitUntilReady(process, spec.readyUrl, { withinMs: READY_WITHIN_MS, signal });
    return `pid ${process.pid}`;
  }

  #of(service: ServiceName, action: string): ControlledService {
    const found = this.#services.get(service);
    if (found === undefined)
      throw new ServiceStateError(service, action, 'this environment does not have it');
    return found;
  }
}
