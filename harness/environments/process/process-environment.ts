import { mkdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeVersions } from '../../../services/docker/index.ts';
import {
  type MediamtxBinary,
  MediamtxError,
  mediamtxConfig,
  resolveMediamtx,
} from '../../../services/mediamtx/index.ts';
import type { RunContext } from '../../engine/index.ts';
import { identify, type OwnedProcess, type Reaper } from '../../processes/index.ts';
import { tellCallerSettings } from '../caller-settings.ts';
import type { Endpoints, Environment, StartedEnvironment } from '../environment.ts';
import { EnvironmentError } from '../environment-error.ts';
import type { ProcessDescription } from '../keeping/environment-description.ts';
import { Keeping } from '../keeping/keeping.ts';
import type { PipelineOptions } from '../pipeline-options.ts';
import { startTap } from '../start-tap.ts';
import { type Ports, reserveDocumentedPorts, reserveFreePorts } from './ports.ts';
import { ProcessControl } from './process-control.ts';
import { ServiceGroup } from './service-group.ts';
import { requireMediaTools } from './tools.ts';
import { waitUntilReady } from './wait-until-ready.ts';

const HOST = '127.0.0.1';
/** In the run folder. */
export const SCRATCH_FOLDER = 'tmp';
const RECORDINGS = 'recordings';
const READY_WITHIN_MS = 20_000;

/** MediaMTX, the STS service and media-service as child processes of the harness. Needs no Docker. */
export class ProcessEnvironment implements Environment {
  readonly kind = 'process';
  readonly #options: PipelineOptions;

  constructor(options: PipelineOptions) {
    this.#options = options;
  }

  async start(run: RunContext, reaper: Reaper, signal: AbortSignal): Promise<StartedEnvironment> {
    tellCallerSettings(run);
    const [tools, mediamtx] = await Promise.all([requireMediaTools(signal), requireMediamtx()]);
    run.log(
      'harness',
      'info',
      `MediaMTX ${mediamtx.version} from ${mediamtx.source}: ${mediamtx.path}`,
      tools,
    );

    // Of what is about to be started, not of what is there a moment later.
    const versions = await codeVersions(mediamtx);
    const reserved = await (this.#options.ports === 'auto' ? reserveFreePorts() : reserveDocumentedPorts());
    run.defer('release the ports', reserved.release);
    const { ports } = reserved;
    const endpoints = endpointsOf(ports);
    const recordingsFolder = join(run.folder, RECORDINGS);
    const scratchFolder = join(run.folder, SCRATCH_FOLDER);
    const configFile = join(run.folder, 'mediamtx.yml');
    // What ends with the run cannot be gone on in without it.
    const keeping = new Keeping(run, this.#options.observe === 'tap' ? 'never' : this.#options.keep);
    // A service that is killed leaves its temporary files, so they are the run's.
    run.defer('remove scratch files', async () => {
      if (!keeping.stays) await rm(scratchFolder, { recursive: true, force: true });
    });
    await Promise.all([recordingsFolder, scratchFolder].map((folder) => mkdir(folder, { recursive: true })));
    await writeFile(
      configFile,
      mediamtxConfig({
        host: HOST,
        ports: { rtmp: ports.rtmp, rtsp: ports.rtsp, api: ports.mediamtxApi },
        recordFolder: recordingsFolder,
      }),
    );

    const tap =
      this.#options.observe === 'tap'
        ? await startTap(run, { host: HOST, target: endpoints.stsUrl })
        : undefined;
    const services = new ServiceGroup(run, reaper, keeping);
    const settings = this.#options.services;
    const specs = [
      {
        name: 'mediamtx',
        command: mediamtx.path,
        args: [configFile],
        environment: {
          ORCHESTRATOR_URL: endpoints.mediaServiceUrl,
          ...settings.mediamtx,
        },
        readyUrl: `${endpoints.mediamtxApiUrl}/v3/paths/list`,
      },
      nodeService('sts-service', endpoints.stsUrl, {
        TMPDIR: scratchFolder,
        ...stsEnvironment(ports, this.#options),
        ...settings['sts-service'],
      }),
      nodeService('media-service', endpoints.mediaServiceUrl, {
        TMPDIR: scratchFolder,
        ...mediaServiceEnvironment(endpoints, ports, recordingsFolder, this.#options),
        ...(tap === undefined ? {} : { STS_URL: tap.url }),
        ...settings['media-service'],
      }),
    ] as const;
    const started = await Promise.all(
      specs.map(async (spec) => {
        const process = await services.start(spec);
        return [spec.name, { spec, process }] as const;
      }),
    );
    await Promise.all(
      started.map(([, { spec, process }]) =>
        waitUntilReady(process, spec.readyUrl, { withinMs: READY_WITHIN_MS, signal }),
      ),
    );
    services.guard();
    await keeping.describe(() => this.#describe(run, endpoints, versions, services.newest));
    return {
      endpoints,
      recordingsFolder,
      services: started.map(
        ([
          name,
          {
            process: { pid },
          },
        ]) => ({ name, identity: `pid ${pid}`, pid }),
      ),
      control: new ProcessControl(run, services, started),
      ...(tap === undefined ? {} : { tap }),
    };
  }

  async #describe(
    { runId, folder }: RunContext,
    endpoints: Endpoints,
    versions: Readonly<Record<string, string>>,
    started: readonly OwnedProcess[],
  ): Promise<ProcessDescription> {
    const { ports, sts, segmentS, domainHints, services } = this.#options;
    return {
      kind: this.kind,
      runId,
      folder,
      host: hostname(),
      endpoints,
      recordingsFolder: join(folder, RECORDINGS),
      plan: { ports, sts, segmentS, domainHints: [...domainHints], services: { ...services } },
      services: await Promise.all(started.map((service) => identityOf(service, versions))),
    };
  }
}

async function identityOf({ name, pid }: OwnedProcess, versions: Readonly<Record<string, string>>) {
  const { startTime = '' } = (await identify(pid)) ?? {};
  return { name, pid, startTime, version: versions[name] ?? '' };
}

function endpointsOf(ports: Ports): Endpoints {
  return {
    rtmpUrl: `rtmp://${HOST}:${ports.rtmp}`,
    rtspUrl: `rtsp://${HOST}:${ports.rtsp}`,
    mediamtxApiUrl: `http://${HOST}:${ports.mediamtxApi}`,
    mediaServiceUrl: `http://${HOST}:${ports.mediaService}`,
    stsUrl: `http://${HOST}:${ports.sts}`,
  };
}

function nodeService<Name extends 'sts-service' | 'media-service'>(
  name: Name,
  url: string,
  environment: Readonly<Record<string, string>>,
) {
  const main = fileURLToPath(new URL(`../../../services/${name}/main.ts`, import.meta.url));
  return { name, command: process.execPath, args: [main], environment, readyUrl: `${url}/ready` };
}

function stsEnvironment(ports: Ports, options: PipelineOptions): Record<string, string> {
  return { STS_HOST: HOST, STS_PORT: String(ports.sts), STS_MODE: options.sts, LOG_LEVEL: 'debug' };
}

function mediaServiceEnvironment(
  endpoints: Endpoints,
  ports: Ports,
  recordingsFolder: string,
  options: PipelineOptions,
): Record<string, string> {
  return {
    MEDIA_SERVICE_HOST: HOST,
    MEDIA_SERVICE_PORT: String(ports.mediaService),
    STS_URL: endpoints.stsUrl,
    MEDIAMTX_RTMP_URL: endpoints.rtmpUrl,
    RECORDINGS_DIR: recordingsFolder,
    WORKER_SEGMENT_S: String(options.segmentS),
    WORKER_DOMAIN_HINTS: options.domainHints.join(','),
    LOG_LEVEL: 'debug',
  };
}

async function requireMediamtx(): Promise<MediamtxBinary> {
  try {
    return await resolveMediamtx();
  } catch (error) {
    if (error instanceof MediamtxError) throw new EnvironmentError('TOOL_MISSING', error.message, error);
    throw error;
  }
}
