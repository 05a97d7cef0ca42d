import { hostname } from 'node:os';
import type { RunContext } from '../../engine/index.ts';
import type { Reaper } from '../../processes/index.ts';
import { assessVersion, logVersion } from '../../versions/index.ts';
import { logIgnoredSettings } from '../caller-settings.ts';
import type { Endpoints } from '../endpoints.ts';
import type { Environment, RevealPipeline, StartedEnvironment } from '../environment.ts';
import type { ComposeDescription } from '../keeping/environment-description.ts';
import { EnvironmentKeeper } from '../keeping/environment-keeper.ts';
import type { PipelineOptions } from '../pipeline-options.ts';
import { type CreatedProject, createProject, writeSettings } from './compose-project.ts';
import { copyRecordings, placeRecordings, type RecordingsPlace } from './compose-recordings.ts';
import { composeVariables } from './compose-variables.ts';
import { ContainerGroup } from './container-group.ts';
import { currentOwner, type RunNames, runNames } from './container-labels.ts';
import { connectDocker, type Docker } from './docker.ts';
import { endpointsAt, portsToPublish, publishedEndpoints } from './published-ports.ts';
import { readyImages } from './ready-images.ts';
import { createNetwork, tapInNetwork } from './run-network.ts';
import { markAsKept, sweepLeftovers, sweepRun } from './sweep.ts';
import type { ReadinessProbe } from './wait-until-ready.ts';

const READY_WITHIN_MS = 40_000;
const READINESS: Readonly<Record<string, ReadinessProbe>> = {
  mediamtx: { port: 8889, path: '/v3/paths/list' },
  'media-service': { port: 8080, path: '/ready' },
  'sts-service': { port: 3000, path: '/ready' },
};

export interface ComposeOptions extends PipelineOptions {
  /** Absolute paths of compose files that override the media project. */
  readonly mediaOverrides?: readonly string[];
  readonly stsOverrides?: readonly string[];
  /** Time limit for the services to become ready. The default of 40 s leaves time to report a failure in a step of 60 s. */
  readonly readyWithinMs?: number;
}

/** The services in containers: two Docker Compose projects on one network. */
export class ComposeEnvironment implements Environment {
  readonly kind = 'compose';
  readonly #options: ComposeOptions;

  constructor(options: ComposeOptions) {
    this.#options = options;
  }

  async start(
    run: RunContext,
    _reaper: Reaper,
    signal: AbortSignal,
    reveal?: RevealPipeline,
  ): Promise<StartedEnvironment> {
    const { keep, observe, readyWithinMs = READY_WITHIN_MS } = this.#options;
    // The tap ends with the run, so the environment could not be resumed.
    const keeper = new EnvironmentKeeper(run, observe === 'tap' ? 'never' : keep);
    logIgnoredSettings(run);
    // On this machine, a proxy of Docker listens in place of the services.
    reveal?.({ placeOf: async () => undefined });
    const docker = await connectDocker();
    run.log('harness', 'info', docker.description);
    logVersion(run, assessVersion('Docker Engine', docker.version));
    await sweepAndLog(run, docker);
    const images = await readyImages(run, docker, signal);
    const ports = await portsToPublish(run, docker, this.#options.ports);
    if (ports.sts !== 0) reveal?.({ endpoints: endpointsAt(docker.host, ports) });
    const recordings = await placeRecordings(docker, run.folder);
    if (recordings.folder !== undefined) reveal?.({ recordingsFolder: recordings.folder });
    const names = runNames(run.runId);
    const owner = await currentOwner();

    signal.throwIfAborted();
    const untilRemoved = this.#removeAtEnd(run, docker, keeper);
    const network = await createNetwork(docker, names.network, run.runId, owner);
    const tap = observe === 'tap' ? await tapInNetwork(run, docker, network, ports.sts) : undefined;
    const variables = composeVariables({
      ...this.#options,
      runId: run.runId,
      owner,
      network: names.network,
      bind: docker.bind,
      ports,
      recordings: recordings.folder,
      user: recordings.user,
      images,
      stsUrl: tap?.url,
    });
    await this.#createProjects(run, names, variables, keeper);
    const group = await ContainerGroup.find(docker, run);
    reveal?.({ ...group.probed, ...(tap === undefined ? {} : { tapUrl: tap.url }) });

    signal.throwIfAborted();
    await group.start(untilRemoved);
    await group.waitUntilReady({ host: docker.host, probes: READINESS, withinMs: readyWithinMs, signal });
    group.guard();
    const mediamtx = group.of('mediamtx');
    const endpoints = await publishedEndpoints(group, docker.host);
    reveal?.({ endpoints });
    const description = await this.#describe(run, endpoints, recordings, group);
    await keeper.describe(async () => description);
    return {
      endpoints,
      recordingsFolder: recordings.folder,
      services: await group.services(),
      ...(tap === undefined ? {} : { tap }),
      copyRecordings: (path, toFolder, untilAborted) =>
        copyRecordings(mediamtx.handle, path, toFolder, untilAborted),
    };
  }

  /** @returns a signal that aborts once the containers are removed or kept */
  #removeAtEnd(run: RunContext, docker: Docker, keeper: EnvironmentKeeper): AbortSignal {
    const gone = new AbortController();
    run.defer('stop reading the logs', () => gone.abort());
    run.defer('remove remaining containers, networks and volumes', async () => {
      if (await keeper.keeps()) await markAsKept(docker.api, run.runId);
      else await sweepRun(docker.api, run.runId);
    });
    return gone.signal;
  }

  async #describe(
    { runId, folder }: RunContext,
    endpoints: Endpoints,
    { folder: recordingsFolder }: RecordingsPlace,
    { containers }: ContainerGroup,
  ): Promise<ComposeDescription> {
    const { ports, sts, segmentS, domainHints, services } = this.#options;
    return {
      kind: this.kind,
      runId,
      folder,
      host: hostname(),
      endpoints,
      ...(recordingsFolder === undefined ? {} : { recordingsFolder }),
      plan: { ports, sts, segmentS, domainHints: [...domainHints], services: { ...services } },
      services: await Promise.all(containers.map((container) => container.describe())),
    };
  }

  async #createProjects(
    run: RunContext,
    names: RunNames,
    variables: Readonly<Record<string, string>>,
    keeper: EnvironmentKeeper,
  ): Promise<void> {
    const { mediaOverrides = [], stsOverrides = [], services, alterations } = this.#options;
    const changes = (await alterations?.composeServices?.()) ?? {};
    const settings = {
      media: await writeSettings(run.folder, 'media', { services, changes }),
      sts: await writeSettings(run.folder, 'sts', { services, changes }),
    };
    const specs = [
      {
        name: names.mediaProject,
        files: ['compose.media.yml', ...settings.media, ...mediaOverrides],
        variables,
      },
      { name: names.stsProject, files: ['compose.sts.yml', ...settings.sts, ...stsOverrides], variables },
    ];
    let creating: Promise<PromiseSettledResult<CreatedProject>[]> | undefined;
    run.defer('take down the Compose projects', async () => {
      // Projects that are still being created would appear after their removal.
      const created = (await creating) ?? [];
      if (await keeper.keeps()) return;
      await Promise.all(created.map((one) => (one.status === 'fulfilled' ? one.value.down() : undefined)));
    });
    creating = Promise.allSettled(specs.map(createProject));
    for (const result of await creating) if (result.status === 'rejected') throw result.reason;
  }
}

async function sweepAndLog(run: RunContext, docker: Docker): Promise<void> {
  for (const { runId, containers, networks, volumes } of await sweepLeftovers(docker.api)) {
    run.log(
      'harness',
      'warn',
      `removed leftovers of the run ${runId}: ${containers} containers, ${networks} networks, ${volumes} volumes`,
    );
  }
}
