import { imageTags } from '../../../services/docker/index.ts';
import type { RunContext } from '../../engine/index.ts';
import type { RevealPipeline } from '../environment.ts';
import type { ComposeDescription } from '../keeping/environment-description.ts';
import type { KeptServices, ServiceStates } from '../keeping/kept-services.ts';
import { copyRecordings } from './compose-recordings.ts';
import { ContainerGroup } from './container-group.ts';
import { type ContainerState, inspectContainer } from './container-state.ts';
import { connectDocker, type Docker, statusOf } from './docker.ts';
import { sweepRun } from './sweep.ts';

const STOP_WITHIN_S = 5;

type DescribedService = ComposeDescription['services'][number];

/** Kept services that run in containers. */
export class KeptContainers implements KeptServices {
  readonly #description: ComposeDescription;
  readonly #docker: Docker;

  /** @throws {EnvironmentError} DOCKER_UNREACHABLE */
  static async find(description: ComposeDescription): Promise<KeptContainers> {
    return new KeptContainers(description, await connectDocker());
  }

  private constructor(description: ComposeDescription, docker: Docker) {
    this.#description = description;
    this.#docker = docker;
  }

  async states(): Promise<ServiceStates> {
    const [running, lost]: [string[], string[]] = [[], []];
    for (const service of this.#description.services) {
      const { name, container } = service;
      const change = describeChange(service, await this.#inspect(service));
      if (change === undefined) running.push(`${name} (${container})`);
      else lost.push(`${name} (container ${container}) ${change}`);
    }
    return { running, lost };
  }

  async differences(): Promise<readonly string[]> {
    const { lost } = await this.states();
    const tags = await imageTags();
    const changed = this.#description.services.filter(({ name, version }) => tags[name] !== version);
    return [...lost, ...changed.map(({ name }) => `the code of ${name} has changed since it was started`)];
  }

  async resume(run: RunContext, reveal?: RevealPipeline): ReturnType<KeptServices['resume']> {
    const group = await ContainerGroup.find(this.#docker, run, this.#description.runId);
    const removed = new AbortController();
    run.defer('stop reading the logs', () => removed.abort());
    reveal?.(group.probed);
    await group.follow(removed.signal);
    group.guard();
    const mediamtx = group.of('mediamtx');
    return {
      services: await group.services(),
      copyRecordings: (path, toFolder, signal) => copyRecordings(mediamtx.handle, path, toFolder, signal),
    };
  }

  async stop(): Promise<readonly string[]> {
    const stopped = await Promise.all(
      this.#description.services.map(async ({ name, container, id }) => {
        try {
          await this.#docker.api.getContainer(id).stop({ t: STOP_WITHIN_S });
          return [`${name} (${container})`];
        } catch (error) {
          // Removed, or already stopped.
          if (statusOf(error) === 404 || statusOf(error) === 304) return [];
          throw error;
        }
      }),
    );
    await sweepRun(this.#docker.api, this.#description.runId);
    return stopped.flat();
  }

  async #inspect({ id }: DescribedService): Promise<ContainerState | undefined> {
    try {
      return await inspectContainer(this.#docker.api, id);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }
}

/** How a container has changed since its start; `undefined` when it has not. */
function describeChange(
  { startedAt }: DescribedService,
  current: ContainerState | undefined,
): string | undefined {
  if (current === undefined) return 'was removed';
  if (current.status !== 'running') return `is ${current.status}`;
  return current.startedAt === startedAt ? undefined : `was restarted at ${current.startedAt}`;
}
