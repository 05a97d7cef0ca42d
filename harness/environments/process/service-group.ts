import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunContext } from '../../engine/index.ts';
import { OwnedProcess, type Reaper, SpawnError } from '../../processes/index.ts';
import { EnvironmentError, ServiceDiedError } from '../environment-error.ts';
import { parseServiceLogLine } from '../service-log-line.ts';

export interface ServiceSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The services of one run: what they print goes to the event log and to `logs/<name>.log` in the run folder, and
 * one that ends without having been told to fails the step that is under way.
 */
export class ServiceGroup {
  readonly #run: RunContext;
  readonly #reaper: Reaper;
  readonly #keep: boolean;

  constructor(run: RunContext, reaper: Reaper, keep: boolean) {
    this.#run = run;
    this.#reaper = reaper;
    this.#keep = keep;
  }

  /** @throws {EnvironmentError} SERVICE_NOT_STARTED */
  async start(spec: ServiceSpec): Promise<OwnedProcess> {
    const { name } = spec;
    const logFolder = join(this.#run.folder, 'logs');
    await mkdir(logFolder, { recursive: true });
    const logFile = createWriteStream(join(logFolder, `${name}.log`), { flags: 'a' });
    let service: OwnedProcess | undefined;
    this.#run.defer(`end ${name}`, async () => {
      if (this.#keep) service?.abandon();
      else await service?.stop();
      await new Promise<void>((resolve) => logFile.end(resolve));
    });

    try {
      service = await OwnedProcess.start({
        ...spec,
        environment: { ...spec.environment, DUBSTEP_RUN_ID: this.#run.runId },
        reaper: this.#reaper,
        onLine: (line) => {
          logFile.write(`${line}\n`);
          const { level, message, data } = parseServiceLogLine(line);
          this.#run.log(name, level, message, data);
        },
        onEnd: (end) => {
          if (service === undefined || service.stopping) return;
          this.#run.failStep(new ServiceDiedError(name, service.pid, end, service.tail));
        },
      });
    } catch (error) {
      if (!(error instanceof SpawnError)) throw error;
      throw new EnvironmentError('SERVICE_NOT_STARTED', error.message, error);
    }
    this.#run.log('harness', 'info', `${name} started (pid ${service.pid})`);
    return service;
  }
}
