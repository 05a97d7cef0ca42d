import { appendFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeVersions } from '../../../services/docker/index.ts';
import { resolveMediamtx } from '../../../services/mediamtx/index.ts';
import type { RunContext } from '../../engine/index.ts';
import { PUBLISH_PROTOCOL_NAMES } from '../../media/index.ts';
import { KeptProcess } from '../../processes/index.ts';
import { ServiceDiedError } from '../environment-error.ts';
import type { ProcessDescription } from '../keeping/environment-description.ts';
import type { Fate, KeptServices } from '../keeping/kept-services.ts';
import { parseServiceLogLine, tellServiceLogLine } from '../service-log-line.ts';
import { listenerOn } from './port-holder.ts';
import { placesIn, serviceSpecs, settingsHash } from './service-specs.ts';

/** Who listens where. */
const LISTENERS = [
  ...PUBLISH_PROTOCOL_NAMES.map((protocol) => [`${protocol}Url`, 'mediamtx'] as const),
  ['mediamtxApiUrl', 'mediamtx'],
  ['mediaServiceUrl', 'media-service'],
  ['stsUrl', 'sts-service'],
] as const;

/** Services that were left running as processes of this machine. */
export class KeptProcesses implements KeptServices {
  readonly #description: ProcessDescription;
  readonly #processes: readonly KeptProcess[];

  constructor(description: ProcessDescription) {
    this.#description = description;
    this.#processes = description.services.map(({ name, ...identity }) => new KeptProcess(name, identity));
  }

  async fate(): Promise<Fate> {
    const [running, lost]: [string[], string[]] = [[], []];
    for (const service of this.#processes) {
      const [who, state] = [tell(service), await service.state()];
      if (state === 'running') running.push(who);
      else lost.push(state === 'gone' ? `${who} has ended` : `${who} has ended, its pid is another's now`);
    }
    return { running, lost };
  }

  async differences(): Promise<readonly string[]> {
    const { lost } = await this.fate();
    // Whoever has the port of one that is gone says nothing more.
    const strangers = lost.length > 0 ? [] : await this.#strangeListeners();
    return [...lost, ...strangers, ...(await this.#changes())];
  }

  async goOn(run: RunContext): ReturnType<KeptServices['goOn']> {
    const logs = join(run.folder, 'logs');
    await mkdir(logs, { recursive: true });
    for (const service of this.#processes) {
      const { name } = service;
      const stopReading = service.follow(join(this.#description.folder, 'logs', `${name}.log`), (line) => {
        const { level, message, data } = parseServiceLogLine(line);
        run.log(name, level, message, data);
        appendFileSync(join(logs, `${name}.log`), `${line}\n`);
      });
      run.defer(`end reading what ${name} prints`, stopReading);
      void service.ended(run.signal).then(
        () => run.failStep(death(service)),
        () => undefined,
      );
      run.log('harness', 'info', `going on with ${tell(service)}`);
    }
    return { services: this.#processes.map(({ name, pid }) => ({ name, identity: `pid ${pid}` })) };
  }

  async stop(): Promise<readonly string[]> {
    const ended = await Promise.all(
      this.#processes.map(async (service) => {
        if ((await service.state()) !== 'running') return [];
        await service.stop();
        return [tell(service)];
      }),
    );
    await rm(placesIn(this.#description.folder).scratch, { recursive: true, force: true });
    return ended.flat();
  }

  async #strangeListeners(): Promise<string[]> {
    const { endpoints } = this.#description;
    const found = await Promise.all(
      LISTENERS.map(async ([endpoint, service]) => {
        const url = endpoints[endpoint];
        const owner = this.#processes.find(({ name }) => name === service);
        const listener = await listenerOn(Number(new URL(url).port));
        if (listener === undefined || listener.pid === owner?.pid) return [];
        return [`${url} is answered by pid ${listener.pid} (${listener.commandLine}), not by ${service}`];
      }),
    );
    return found.flat();
  }

  /** What would be started now is not what runs. */
  async #changes(): Promise<string[]> {
    const { folder: runFolder, endpoints, plan: options, services } = this.#description;
    const mediamtx = await resolveMediamtx();
    const versions: Readonly<Record<string, string>> = await codeVersions(mediamtx);
    const specs = serviceSpecs({ runFolder, endpoints, mediamtx: mediamtx.path, options });
    const settings = new Map<string, string>(specs.map((spec) => [spec.name, settingsHash(spec)]));
    return services.flatMap((service) => [
      ...(versions[service.name] === service.version ? [] : [changed('code', service)]),
      ...(settings.get(service.name) === service.settings ? [] : [changed('settings', service)]),
    ]);
  }
}

function changed(what: string, { name }: { readonly name: string }): string {
  const have = what === 'code' ? 'has' : 'have';
  return `the ${what} of ${name} ${have} changed since it was started`;
}

function tell({ name, pid }: KeptProcess): string {
  return `${name} (pid ${pid})`;
}

function death({ name, pid, tail }: KeptProcess): ServiceDiedError {
  return new ServiceDiedError({
    service: name,
    identity: `pid ${pid}`,
    how: 'nobody knows how, as it was started by an earlier run,',
    exitCode: undefined,
    signal: undefined,
    lastLines: tail.map(tellServiceLogLine),
  });
}
