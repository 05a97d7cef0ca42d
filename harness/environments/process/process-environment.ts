import { mkdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { codeVersions } from '../../../services/docker/index.ts';
import { mediamtxConfig, type StreamProtocol } from '../../../services/mediamtx/index.ts';
import type { RunContext } from '../../engine/index.ts';
import { forEachProtocol, publishEndpoints } from '../../media/index.ts';
import { LocalPlace } from '../../probes/index.ts';
import { identify, type Reaper } from '../../processes/index.ts';
import { assessVersion, logVersion } from '../../versions/index.ts';
import { logIgnoredSettings, withoutCallerSettings } from '../caller-settings.ts';
import type { Endpoints } from '../endpoints.ts';
import type { Environment, RevealPipeline, StartedEnvironment } from '../environment.ts';
import type { ProcessDescription } from '../keeping/environment-description.ts';
import { EnvironmentKeeper } from '../keeping/environment-keeper.ts';
import type { PipelineOptions } from '../pipeline-options.ts';
import { startTap } from '../start-tap.ts';
import { DOCUMENTED_PORTS, type Ports, reserveDocumentedPorts, reserveFreePorts } from './ports.ts';
import { ProcessControl } from './process-control.ts';
import { ServiceGroup } from './service-group.ts';
import type { ServiceSpec } from './service-spec.ts';
import { readyUrlOf, runPaths, serviceSpecs, settingsHash } from './service-specs.ts';
import { requireMediamtx, requireMediaTools } from './tools.ts';
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

  async start(
    run: RunContext,
    reaper: Reaper,
    signal: AbortSignal,
    reveal?: RevealPipeline,
  ): Promise<StartedEnvironment> {
    logIgnoredSettings(run);
    const [tools, mediamtx] = await Promise.all([requireMediaTools(signal), requireMediamtx()]);
    const { version, source, path } = mediamtx;
    const versions = Object.entries(tools).map(([name, tool]) => [name, tool.version] as const);
    run.log('harness', 'info', `MediaMTX ${version} from ${source}: ${path}`, Object.fromEntries(versions));
    logVersion(run, assessVersion('MediaMTX', version));
    // ffprobe is a part of ffmpeg; its version is only worth a line when it differs.
    for (const tool of new Map(Object.values(tools).map((each) => [each.version, each])).values()) {
      logVersion(run, tool);
    }
    logVersion(run, assessVersion('Node', process.version));

    // Before the start, so that later changes of the code are detected.
    const codeOf: Readonly<Record<string, string>> = await codeVersions(mediamtx);
    if (this.#options.ports === 'documented') reveal?.({ endpoints: endpointsOf(DOCUMENTED_PORTS) });
    const reserved = await (this.#options.ports === 'auto' ? reserveFreePorts() : reserveDocumentedPorts());
    run.defer('release the ports', reserved.release);
    const endpoints = endpointsOf(reserved.ports);
    const paths = runPaths(run.folder);
    reveal?.({
      endpoints,
      recordingsFolder: paths.recordings,
      mediamtxConfigFile: paths.mediamtxConfig,
    });
    // The tap ends with the run, so the environment could not be resumed.
    const keeper = new EnvironmentKeeper(run, this.#options.observe === 'tap' ? 'never' : this.#options.keep);
    // A killed service leaves its temporary files behind, so the run removes them.
    run.defer('remove scratch files', async () => {
      if (!(await keeper.keeps())) await rm(paths.scratch, { recursive: true, force: true });
    });
    for (const folder of [paths.recordings, paths.scratch]) await mkdir(folder, { recursive: true });
    // A type error here means that MediaMTX is not configured for one of the protocols.
    const streamPorts = forEachProtocol((name: StreamProtocol) => reserved.ports[name]);
    const config = {
      host: HOST,
      ports: { ...streamPorts, api: reserved.ports.mediamtxApi },
      recordFolder: paths.recordings,
    };
    const { alterations = {} } = this.#options;
    const site = { run, reaper, endpoints, recordingsFolder: paths.recordings };
    await alterations.beforeStart?.(site);
    const yaml = mediamtxConfig(config);
    await writeFile(paths.mediamtxConfig, (await alterations.mediamtxConfig?.(yaml, site)) ?? yaml);
    const seen = (await alterations.endpoints?.(endpoints, site)) ?? endpoints;
    reveal?.({ endpoints: seen });

    const tap =
      this.#options.observe === 'tap'
        ? await startTap(run, { host: HOST, target: endpoints.stsUrl })
        : undefined;
    const planned = serviceSpecs({
      runFolder: run.folder,
      endpoints,
      mediamtx: mediamtx.path,
      tapUrl: tap?.url,
      options: this.#options,
    });
    const specs = (await alterations.specs?.(planned, site)) ?? planned;
    const places = placesOf(specs);
    reveal?.({
      placeOf: async (name) => places[name],
      ...(tap === undefined ? {} : { tapUrl: tap.url }),
    });
    const services = new ServiceGroup(run, reaper, keeper);
    const started = await Promise.all(
      specs.map(async (spec) => [spec.name, { spec, process: await services.start(spec) }] as const),
    );
    const processes = new Map(started.map(([name, { process }]) => [name, process]));
    await Promise.all(
      planned.map(({ name }) => {
        const readyUrl = readyUrlOf(name, seen);
        return waitUntilReady(processes.get(name) ?? { name }, readyUrl, {
          withinMs: READY_WITHIN_MS,
          signal,
        });
      }),
    );
    services.guard();
    const settings = new Map<string, string>(specs.map((spec) => [spec.name, settingsHash(spec)]));
    await keeper.describe(async () => ({
      ...this.#describe(run, endpoints),
      services: await Promise.all(
        services.latest.map(async ({ name, pid }) => ({
          ...{ name, pid },
          startTime: (await identify(pid))?.startTime ?? '',
          version: codeOf[name] ?? '',
          settings: settings.get(name) ?? '',
        })),
      ),
    }));
    const environment: StartedEnvironment = {
      endpoints: seen,
      recordingsFolder: paths.recordings,
      services: started.map(([name, { process }]) => ({
        ...{ name, identity: `pid ${process.pid}`, pid: process.pid },
      })),
      control: new ProcessControl(run, services, started),
      ...(tap === undefined ? {} : { tap }),
    };
    await alterations.afterStart?.(environment, site);
    return environment;
  }

  #describe({ runId, folder }: RunContext, endpoints: Endpoints): Omit<ProcessDescription, 'services'> {
    const { ports, sts, segmentS, domainHints, services } = this.#options;
    return {
      kind: this.kind,
      runId,
      folder,
      host: hostname(),
      endpoints,
      recordingsFolder: runPaths(folder).recordings,
      plan: { ports, sts, segmentS, domainHints: [...domainHints], services: { ...services } },
    };
  }
}

/** Where the services run, for probes: on this machine, with the environment that they are started with. */
function placesOf(specs: readonly ServiceSpec[]): Readonly<Partial<Record<string, LocalPlace>>> {
  const places = specs.map(({ name, command, environment }) => {
    const variables = { ...process.env, ...withoutCallerSettings(), ...environment };
    return [
      name,
      new LocalPlace({ workingFolder: process.cwd(), program: command, environment: variables }),
    ] as const;
  });
  return Object.fromEntries(places);
}

function endpointsOf(ports: Ports): Endpoints {
  return {
    ...publishEndpoints((protocol) => `${protocol}://${HOST}:${ports[protocol]}`),
    mediamtxApiUrl: `http://${HOST}:${ports.mediamtxApi}`,
    mediaServiceUrl: `http://${HOST}:${ports.mediaService}`,
    stsUrl: `http://${HOST}:${ports.sts}`,
  };
}
