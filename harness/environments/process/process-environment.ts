import { mkdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { codeVersions } from '../../../services/docker/index.ts';
import {
  type MediamtxBinary,
  MediamtxError,
  mediamtxConfig,
  resolveMediamtx,
  type StreamProtocol,
} from '../../../services/mediamtx/index.ts';
import type { RunContext } from '../../engine/index.ts';
import { forEachProtocol, publishEndpoints } from '../../media/index.ts';
import { identify, type Reaper } from '../../processes/index.ts';
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
import { placesIn, serviceSpecs, settingsHash } from './service-specs.ts';
import { requireMediaTools } from './tools.ts';
import { waitUntilReady } from './wait-until-ready.ts';

const HOST = '127.0.0.1';
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
    const { version, source, path } = mediamtx;
    run.log('harness', 'info', `MediaMTX ${version} from ${source}: ${path}`, tools);

    // Of what is about to be started, not of what is there a moment later.
    const versions: Readonly<Record<string, string>> = await codeVersions(mediamtx);
    const reserved = await (this.#options.ports === 'auto' ? reserveFreePorts() : reserveDocumentedPorts());
    run.defer('release the ports', reserved.release);
    const endpoints = endpointsOf(reserved.ports);
    const places = placesIn(run.folder);
    // What ends with the run cannot be gone on in without it.
    const keeping = new Keeping(run, this.#options.observe === 'tap' ? 'never' : this.#options.keep);
    // A service that is killed leaves its temporary files, so they are the run's.
    run.defer('remove scratch files', async () => {
      if (!(await keeping.stays())) await rm(places.scratch, { recursive: true, force: true });
    });
    for (const folder of [places.recordings, places.scratch]) await mkdir(folder, { recursive: true });
    // A type error here: MediaMTX is not configured to listen for one of the protocols.
    const streamPorts = forEachProtocol((name: StreamProtocol) => reserved.ports[name]);
    const config = {
      host: HOST,
      ports: { ...streamPorts, api: reserved.ports.mediamtxApi },
      recordFolder: places.recordings,
    };
    await writeFile(places.mediamtxConfig, mediamtxConfig(config));

    const tap =
      this.#options.observe === 'tap'
        ? await startTap(run, { host: HOST, target: endpoints.stsUrl })
        : undefined;
    const specs = serviceSpecs({
      runFolder: run.folder,
      endpoints,
      mediamtx: mediamtx.path,
      tapUrl: tap?.url,
      options: this.#options,
    });
    const services = new ServiceGroup(run, reaper, keeping);
    const started = await Promise.all(
      specs.map(async (spec) => [spec.name, { spec, process: await services.start(spec) }] as const),
    );
    await Promise.all(
      started.map(([, { spec, process }]) =>
        waitUntilReady(process, spec.readyUrl, { withinMs: READY_WITHIN_MS, signal }),
      ),
    );
    services.guard();
    const settings = new Map<string, string>(specs.map((spec) => [spec.name, settingsHash(spec)]));
    await keeping.describe(async () => ({
      ...this.#describe(run, endpoints),
      services: await Promise.all(
        services.newest.map(async ({ name, pid }) => ({
          ...{ name, pid },
          startTime: (await identify(pid))?.startTime ?? '',
          version: versions[name] ?? '',
          settings: settings.get(name) ?? '',
        })),
      ),
    }));
    return {
      endpoints,
      recordingsFolder: places.recordings,
      services: started.map(([name, { process }]) => ({
        ...{ name, identity: `pid ${process.pid}`, pid: process.pid },
      })),
      control: new ProcessControl(run, services, started),
      ...(tap === undefined ? {} : { tap }),
    };
  }

  #describe({ runId, folder }: RunContext, endpoints: Endpoints): Omit<ProcessDescription, 'services'> {
    const { ports, sts, segmentS, domainHints, services } = this.#options;
    return {
      kind: this.kind,
      runId,
      folder,
      host: hostname(),
      endpoints,
      recordingsFolder: placesIn(folder).recordings,
      plan: { ports, sts, segmentS, domainHints: [...domainHints], services: { ...services } },
    };
  }
}

function endpointsOf(ports: Ports): Endpoints {
  return {
    ...publishEndpoints((protocol) => `${protocol}://${HOST}:${ports[protocol]}`),
    mediamtxApiUrl: `http://${HOST}:${ports.mediamtxApi}`,
    mediaServiceUrl: `http://${HOST}:${ports.mediaService}`,
    stsUrl: `http://${HOST}:${ports.sts}`,
  };
}

async function requireMediamtx(): Promise<MediamtxBinary> {
  try {
    return await resolveMediamtx();
  } catch (error) {
    if (error instanceof MediamtxError)
      throw new EnvironmentError('TOOL_MISSING', error.message, error.cause);
    throw error;
  }
}
