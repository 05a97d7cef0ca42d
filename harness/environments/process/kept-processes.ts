import { appendFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { codeVersions } from '../../../services/docker/index.ts';
import { resolveMediamtx } from '../../../services/mediamtx/index.ts';
import type { RunContext } from '../../engine/index.ts';
import { PUBLISH_PROTOCOL_NAMES } from '../../media/index.ts';
import { KeptProcess } from '../../processes/index.ts';
import { ServiceExitedError } from '../environment-error.ts';
import type { ProcessDescription } from '../keeping/environment-description.ts';
import type { KeptServices, ServiceStates } from '../keeping/kept-services.ts';
import { logServiceLine } from '../log-service-line.ts';
import { formatServiceLogLine } from '../service-log-line.ts';
import { findListener } from './port-holder.ts';
import { runPaths, serviceSpecs, settingsHash } from './service-specs.ts';

/** The service that listens on each endpoint. */
const LISTENERS = [
  ...PUBLISH_PROTOCOL_NAMES.map((protocol) => [`${protocol}Url`, 'mediamtx'] as const),
  ['mediamtxApiUrl', 'mediamtx'],
  ['mediaServiceUrl', 'media-service'],
  ['stsUrl', 'sts-service'],
] as const;

/** Kept services that run as processes of this machine. */
export class KeptProcesses implements KeptServices {
  readonly #description: ProcessDescription;
  readonly #processes: readonly KeptProcess[];

  constructor(description: ProcessDescription) {
    this.#description = description;
    this.#processes = description.services.map(({ name, ...identity }) => new KeptProcess(name, identity));
  }

  async states(): Promise<ServiceStates> {
    const [running, lost]: [string[], string[]] = [[], []];
    for (const service of this.#processes) {
      const [label, state] = [labelOf(service), await service.state()];
      if (state === 'running') running.push(label);
      else
        lost.push(
          state === 'gone' ? `${label} has ended` : `${label} has ended; another process has its pid`,
        );
    }
    return { running, lost };
  }

  async differences(): Promise<readonly string[]> {
    const { lost } = await this.states();
    // The port of a lost service may have been reused, which adds nothing.
    const foreign = lost.length > 0 ? [] : this.#foreignListeners();
    return [...lost, ...foreign, ...(await this.#changes())];
  }

  async resume(run: RunContext): ReturnType<KeptServices['resume']> {
    const logs = join(run.folder, 'logs');
    await mkdir(logs, { recursive: true });
    for (const service of this.#processes) {
      const { name } = service;
      const stopReading = service.follow(join(this.#description.folder, 'logs', `${name}.log`), (line) => {
        logServiceLine(run, name, line);
        appendFileSync(join(logs, `${name}.log`), `${line}\n`);
      });
      run.defer(`stop reading the log of ${name}`, stopReading);
      void service.ended(run.signal).then(
        () => {
          run.observe('processes', 'ended', { name, pid: service.pid });
          run.failStep(exitedError(service));
        },
        () => undefined,
      );
      run.log('harness', 'info', `resumed ${labelOf(service)}`);
    }
    return { services: this.#processes.map(({ name, pid }) => ({ name, identity: `pid ${pid}`, pid })) };
  }

  async stop(): Promise<readonly string[]> {
    const stopped = await Promise.all(
      this.#processes.map(async (service) => {
        if ((await service.state()) !== 'running') return [];
        await service.stop();
        return [labelOf(service)];
      }),
    );
    await rm(runPaths(this.#description.folder).scratch, { recursive: true, force: true });
    return stopped.flat();
  }

  #foreignListeners(): string[] {
    const { endpoints } = this.#description;
    return LISTENERS.flatMap(([endpoint, service]) => {
      const url = endpoints[endpoint];
      const owner = this.#processes.find(({ name }) => name === service);
      const listener = findListener(Number(new URL(url).port));
      if (listener === undefined || listener.pid === owner?.pid) return [];
      return [`${url} is served by pid ${listener.pid} (${listener.commandLine}), not by ${service}`];
    });
  }

  /** Differences between the running services and those that a new environment would start. */
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

function labelOf({ name, pid }: KeptProcess): string {
  return `${name} (pid ${pid})`;
}

function exitedError({ name, pid, tail }: KeptProcess): ServiceExitedError {
  return new ServiceExitedError({
    service: name,
    identity: `pid ${pid}`,
    how: '(exit status unknown, because an earlier run started it)',
    exitCode: undefined,
    signal: undefined,
    lastLines: tail.map(formatServiceLogLine),
  });
}
