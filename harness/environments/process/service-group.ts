import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '../../engine/index.ts';
import { OwnedProcess, type Reaper, SpawnError } from '../../processes/index.ts';
import { withoutCallerSettings } from '../caller-settings.ts';
import { EnvironmentError, ServiceExitedError } from '../environment-error.ts';
import type { EnvironmentKeeper } from '../keeping/environment-keeper.ts';
import { logServiceLine } from '../log-service-line.ts';
import { formatServiceLogLine } from '../service-log-line.ts';
import type { ServiceSpec } from './service-spec.ts';

/** What the group needs from the run. */
type GroupRun = Pick<RunContext, 'runId' | 'folder' | 'log' | 'observe' | 'defer' | 'failStep'>;

/**
 * The services of one run. Their output goes to the event log and to `logs/<name>.log` in the run folder. Once the group is
 * guarded, a service that ends unexpectedly fails the current step.
 */
export class ServiceGroup {
  readonly #run: GroupRun;
  readonly #reaper: Reaper;
  readonly #keeper: Pick<EnvironmentKeeper, 'keeps'>;
  readonly #services: OwnedProcess[] = [];
  #guarded = false;

  /** @param keeper decides whether the services are left running after the run */
  constructor(run: GroupRun, reaper: Reaper, keeper: Pick<EnvironmentKeeper, 'keeps'>) {
    this.#run = run;
    this.#reaper = reaper;
    this.#keeper = keeper;
  }

  /** The latest process of each service. */
  get latest(): readonly OwnedProcess[] {
    return [...new Map(this.#services.map((service) => [service.name, service])).values()];
  }

  /** @throws {EnvironmentError} SERVICE_NOT_STARTED */
  async start(spec: ServiceSpec): Promise<OwnedProcess> {
    const { name } = spec;
    const logFolder = join(this.#run.folder, 'logs');
    await mkdir(logFolder, { recursive: true });
    let service: OwnedProcess | undefined;
    this.#run.defer(`stop ${name}`, async () => {
      if (await this.#keeper.keeps()) service?.abandon();
      else await service?.stop();
    });

    try {
      service = await OwnedProcess.start({
        ...spec,
        environment: { ...withoutCallerSettings(), ...spec.environment, DUBSTEP_RUN_ID: this.#run.runId },
        reaper: this.#reaper,
        logFile: join(logFolder, `${name}.log`),
        onLine: (line) => logServiceLine(this.#run, name, line),
        onEnd: () => {
          if (this.#guarded && service !== undefined && !service.stopping)
            this.#run.failStep(exitedError(service));
        },
      });
    } catch (error) {
      if (!(error instanceof SpawnError)) throw error;
      throw new EnvironmentError('SERVICE_NOT_STARTED', error.message, error);
    }
    this.#services.push(service);
    this.#run.log('harness', 'info', `${name} started (pid ${service.pid})`);
    return service;
  }

  /**
   * From now on, a service that ends fails the current step.
   *
   * @throws {ServiceExitedError} when one has already ended
   */
  guard(): void {
    this.#guarded = true;
    const dead = this.#services.find(({ end, stopping }) => end !== undefined && !stopping);
    if (dead !== undefined) throw exitedError(dead);
  }
}

function exitedError(service: OwnedProcess): ServiceExitedError {
  const { exitCode, signal } = service.end ?? {};
  return new ServiceExitedError({
    service: service.name,
    identity: `pid ${service.pid}`,
    how: signal === undefined ? `with exit code ${exitCode ?? 'unknown'}` : `by ${signal}`,
    exitCode,
    signal,
    lastLines: service.tail.map(formatServiceLogLine),
  });
}
