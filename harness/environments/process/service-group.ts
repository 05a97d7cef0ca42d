import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '../../engine/index.ts';
import { OwnedProcess, type Reaper, SpawnError } from '../../processes/index.ts';
import { withoutCallerSettings } from '../caller-settings.ts';
import { EnvironmentError, ServiceDiedError } from '../environment-error.ts';
import type { Keeping } from '../keeping/keeping.ts';
import { parseServiceLogLine, tellServiceLogLine } from '../service-log-line.ts';
import type { ServiceSpec } from './service-specs.ts';

/** What it needs of the run. */
type GroupRun = Pick<RunContext, 'runId' | 'folder' | 'log' | 'defer' | 'failStep'>;

/**
 * The services of one run. What they print goes to the event log and to `logs/<name>.log` in the run folder. Once
 * the group is on guard, one that ends without having been told to fails the step that is under way.
 */
export class ServiceGroup {
  readonly #run: GroupRun;
  readonly #reaper: Reaper;
  readonly #keeping: Pick<Keeping, 'stays'>;
  readonly #services: OwnedProcess[] = [];
  #onGuard = false;

  /** @param keeping whether they are left running when the run is over */
  constructor(run: GroupRun, reaper: Reaper, keeping: Pick<Keeping, 'stays'>) {
    this.#run = run;
    this.#reaper = reaper;
    this.#keeping = keeping;
  }

  /** The one that was started last of each name. */
  get newest(): readonly OwnedProcess[] {
    return [...new Map(this.#services.map((service) => [service.name, service])).values()];
  }

  /** @throws {EnvironmentError} SERVICE_NOT_STARTED */
  async start(spec: ServiceSpec): Promise<OwnedProcess> {
    const { name } = spec;
    const logFolder = join(this.#run.folder, 'logs');
    await mkdir(logFolder, { recursive: true });
    let service: OwnedProcess | undefined;
    this.#run.defer(`end ${name}`, async () => {
      if (await this.#keeping.stays()) service?.abandon();
      else await service?.stop();
    });

    try {
      service = await OwnedProcess.start({
        ...spec,
        environment: { ...withoutCallerSettings(), ...spec.environment, DUBSTEP_RUN_ID: this.#run.runId },
        reaper: this.#reaper,
        logFile: join(logFolder, `${name}.log`),
        onLine: (line) => {
          const { level, message, data } = parseServiceLogLine(line);
          this.#run.log(name, level, message, data);
        },
        onEnd: () => {
          if (this.#onGuard && service !== undefined && !service.stopping) this.#run.failStep(death(service));
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
   * All of them are up: from now on none may end.
   *
   * @throws {ServiceDiedError} when one has ended already
   */
  guard(): void {
    this.#onGuard = true;
    const dead = this.#services.find(({ end, stopping }) => end !== undefined && !stopping);
    if (dead !== undefined) throw death(dead);
  }
}

function death(service: OwnedProcess): ServiceDiedError {
  const { exitCode, signal } = service.end ?? {};
  return new ServiceDiedError({
    service: service.name,
    identity: `pid ${service.pid}`,
    how: signal === undefined ? `with exit code ${exitCode ?? 'unknown'}` : `by ${signal}`,
    exitCode,
    signal,
    lastLines: service.tail.map(tellServiceLogLine),
  });
}
