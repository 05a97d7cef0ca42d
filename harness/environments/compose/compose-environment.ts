import { ensureImages, ImageError, type ReadyImage } from '../../../services/docker/index.ts';
import { MediamtxError } from '../../../services/mediamtx/index.ts';
import type { RunContext } from '../../engine/index.ts';
import type { Reaper } from '../../processes/index.ts';
import type { Tap } from '../../tap/index.ts';
import type { Endpoints, Environment, StartedEnvironment } from '../environment.ts';
import { EnvironmentError } from '../environment-error.ts';
import type { PipelineOptions } from '../pipeline-options.ts';
import { DOCUMENTED_PORTS, type Ports, reserveDocumentedPorts, reserveFreePorts } from '../process/ports.ts';
import { startTap } from '../start-tap.ts';
import { type CreatedProject, createProject } from './compose-project.ts';
import { type ComposeVariables, composeVariables } from './compose-variables.ts';
import { ContainerGroup } from './container-group.ts';
import { connectDocker, type Docker } from './docker.ts';
import { OWNER_LABEL, RUN_LABEL } from './labels.ts';
import { thisOwner } from './owner.ts';
import { copyRecordings, placeRecordings } from './recordings.ts';
import { type RunNames, runNames } from './run-names.ts';
import { sweepLeftovers, sweepRun } from './sweep.ts';
import type { ReadinessProbe } from './wait-until-ready.ts';

const READY_WITHIN_MS = 40_000;
const READINESS: Readonly<Record<string, ReadinessProbe>> = {
  mediamtx: { port: 8889, path: '/v3/paths/list' },
  'media-service': { port: 8080, path: '/ready' },
  'sts-service': { port: 3000, path: '/ready' },
};

export interface ComposeOptions extends PipelineOptions {
  /** Absolute paths of compose files that override something of the media project. */
  readonly mediaOverrides?: readonly string[];
  readonly stsOverrides?: readonly string[];
}

/** The services in containers: two projects of Docker Compose on a network of the run. */
export class ComposeEnvironment implements Environment {
  readonly kind = 'compose';
  readonly #options: ComposeOptions;

  constructor(options: ComposeOptions) {
    this.#options = options;
  }

  async start(run: RunContext, _reaper: Reaper, signal: AbortSignal): Promise<StartedEnvironment> {
    const docker = await connectDocker();
    run.log('harness', 'info', docker.description);
    await tellSwept(run, docker);
    const images = await readyImages(run, docker, signal);
    const ports = await this.#reservePorts(run, docker);
    const recordings = await placeRecordings(docker, run.folder);
    const names = runNames(run.runId);
    const choices: ComposeVariables = {
      ...this.#options,
      runId: run.runId,
      owner: this.#options.keep ? '' : await thisOwner(),
      network: names.network,
      bind: docker.isHere ? '127.0.0.1' : '0.0.0.0',
      ports,
      recordings: recordings.folder,
      user: recordings.user,
      images,
    };

    signal.throwIfAborted();
    const untilGone = this.#removeAtEnd(run, docker, names);
    await docker.api.createNetwork({
      Name: names.network,
      Labels: { [RUN_LABEL]: run.runId, [OWNER_LABEL]: choices.owner },
    });
    const tap = this.#options.observe === 'tap' ? await startTapHere(run, docker, names, ports) : undefined;
    await this.#createProjects(run, names, composeVariables({ ...choices, stsUrl: tap?.url }));
    const group = await ContainerGroup.find(docker, run);
    run.defer('expect the containers to end', () => group.letGo());
    signal.throwIfAborted();
    await group.start(untilGone);
    await group.waitUntilReady({ host: docker.host, probes: READINESS, withinMs: READY_WITHIN_MS, signal });
    group.guard();
    const mediamtx = group.of('mediamtx');
    return {
      endpoints: await endpointsOf(group, docker.host),
      recordingsFolder: recordings.folder,
      services: group.containers.map(({ name, identity }) => ({ name, identity: `container ${identity}` })),
      ...(tap === undefined ? {} : { tap }),
      copyRecordings: (path, toFolder, copySignal) =>
        copyRecordings(mediamtx.handle, path, toFolder, copySignal),
    };
  }

  async #reservePorts(run: RunContext, docker: Docker): Promise<Ports> {
    // Nobody can tell from here which ports of another machine are free: there Docker chooses.
    if (!docker.isHere) {
      return this.#options.ports === 'documented'
        ? DOCUMENTED_PORTS
        : { rtmp: 0, rtsp: 0, mediamtxApi: 0, mediaService: 0, sts: 0 };
    }
    const reserved = await (this.#options.ports === 'auto' ? reserveFreePorts() : reserveDocumentedPorts());
    run.defer('release the ports', reserved.release);
    return reserved.ports;
  }

  /** @returns aborted once the containers are gone, or left alone */
  #removeAtEnd(run: RunContext, docker: Docker, names: RunNames): AbortSignal {
    const gone = new AbortController();
    run.defer('end reading the logs', () => gone.abort());
    if (this.#options.keep) run.defer('tell how to end what is kept', () => tellHowToEnd(run, names));
    else {
      run.defer('remove what is left of the containers, networks and volumes', async () => {
        await sweepRun(docker.api, run.runId);
      });
    }
    return gone.signal;
  }

  async #createProjects(
    run: RunContext,
    names: RunNames,
    variables: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { keep, mediaOverrides = [], stsOverrides = [] } = this.#options;
    const specs = [
      { name: names.mediaProject, files: ['compose.media.yml', ...mediaOverrides], variables },
      { name: names.stsProject, files: ['compose.sts.yml', ...stsOverrides], variables },
    ];
    let creating: Promise<PromiseSettledResult<CreatedProject>[]> | undefined;
    run.defer('take down the compose projects', async () => {
      // What is still being created would come after its removal.
      const created = (await creating) ?? [];
      if (keep) return;
      await Promise.all(created.map((one) => (one.status === 'fulfilled' ? one.value.down() : undefined)));
    });
    creating = Promise.allSettled(specs.map(createProject));
    for (const result of await creating) if (result.status === 'rejected') throw result.reason;
  }
}

/** A tap in this process, where the containers of the run's network can reach it. */
async function startTapHere(
  run: RunContext,
  { api, isHere, host }: Docker,
  { network }: RunNames,
  { sts }: Ports,
): Promise<Tap> {
  const { IPAM } = await api.getNetwork(network).inspect();
  const gateway = IPAM?.Config?.[0]?.Gateway;
  if (!isHere || gateway === undefined) {
    throw new EnvironmentError(
      'TAP_OUT_OF_REACH',
      `containers on ${host} cannot reach a tap on this machine. Run with --observe monitor, or with a Docker daemon here.`,
    );
  }
  return await startTap(run, { host: gateway, target: `http://127.0.0.1:${sts}` });
}

async function tellSwept(run: RunContext, docker: Docker): Promise<void> {
  for (const { runId, containers, networks, volumes } of await sweepLeftovers(docker.api)) {
    run.log(
      'harness',
      'warn',
      `removed what the run ${runId} had left: containers ${containers}, networks ${networks}, volumes ${volumes}`,
    );
  }
}

async function readyImages(
  run: RunContext,
  docker: Docker,
  signal: AbortSignal,
): Promise<readonly ReadyImage[]> {
  try {
    const images = await ensureImages(docker.api, {
      signal,
      onBuild: (tag) => run.log('harness', 'warn', `building the image ${tag}`),
    });
    for (const { tag, sizeBytes, builtInMs } of images) {
      const how = builtInMs === undefined ? 'was there' : `was built in ${builtInMs} ms`;
      run.log('harness', 'info', `image ${tag}, ${Math.round(sizeBytes / 1e6)} MB, ${how}`);
    }
    return images;
  } catch (error) {
    if (error instanceof MediamtxError) throw new EnvironmentError('TOOL_MISSING', error.message, error);
    if (error instanceof ImageError) throw new EnvironmentError('IMAGE_NOT_BUILT', error.message, error);
    throw error;
  }
}

async function endpointsOf(group: ContainerGroup, host: string): Promise<Endpoints> {
  const [mediamtx, mediaService, sts] = await Promise.all(
    ['mediamtx', 'media-service', 'sts-service'].map(async (name) => (await group.of(name).inspect()).ports),
  );
  return {
    rtmpUrl: `rtmp://${host}:${mediamtx?.[1935]}`,
    rtspUrl: `rtsp://${host}:${mediamtx?.[8554]}`,
    mediamtxApiUrl: `http://${host}:${mediamtx?.[8889]}`,
    mediaServiceUrl: `http://${host}:${mediaService?.[8080]}`,
    stsUrl: `http://${host}:${sts?.[3000]}`,
  };
}

function tellHowToEnd(run: RunContext, { mediaProject, stsProject, network }: RunNames): void {
  run.log(
    'harness',
    'warn',
    `left running: the compose projects ${mediaProject} and ${stsProject}. To look inside: ` +
      `docker compose -p ${mediaProject} logs -f, docker exec -it ${mediaProject}-media-service-1 bash. To take it down: ` +
      `docker compose -p ${mediaProject} down -v && docker compose -p ${stsProject} down -v && docker network rm ${network}`,
  );
}
