import { imageTags } from '../../../services/docker/index.ts';
import type { RunContext } from '../../engine/index.ts';
import type { ComposeDescription } from '../keeping/environment-description.ts';
import type { Fate, KeptServices } from '../keeping/kept-services.ts';
import { ContainerGroup } from './container-group.ts';
import { type ContainerState, inspectContainer } from './container-state.ts';
import { connectDocker, type Docker, statusOf } from './docker.ts';
import { copyRecordings } from './recordings.ts';
import { sweepRun } from './sweep.ts';

const STOP_WITHIN_S = 5;

type Described = ComposeDescription['services'][number];

/** Services that were left running in containers. */
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

  async fate(): Promise<Fate> {
    const [running, lost]: [string[], string[]] = [[], []];
    for (const service of this.#description.services) {
      const { name, container } = service;
      const became = whatBecameOf(service, await this.#inspect(service));
      if (became === undefined) running.push(`${name} (${container})`);
      else lost.push(`${name} (container ${container}) ${became}`);
    }
    return { running, lost };
  }

  async differences(): Promise<readonly string[]> {
    const { lost } = await this.fate();
    const tags = await imageTags();
    const changed = this.#description.services.filter(({ name, version }) => tags[name] !== version);
    return [...lost, ...changed.map(({ name }) => `the code of ${name} has changed since it was started`)];
  }

  async goOn(run: RunContext): ReturnType<KeptServices['goOn']> {
    const group = await ContainerGroup.find(this.#docker, run, this.#description.runId);
    const gone = new AbortController();
    run.defer('end reading the logs', () => gone.abort());
    await group.follow(gone.signal);
    group.guard();
    const mediamtx = group.of('mediamtx');
    return {
      services: group.containers.map(({ name, identity }) => ({ name, identity: `container ${identity}` })),
      copyRecordings: (path, toFolder, signal) => copyRecordings(mediamtx.handle, path, toFolder, signal),
    };
  }

  async stop(): Promise<readonly string[]> {
    const ended = await Promise.all(
      this.#description.services.map(async ({ name, container, id }) => {
        try {
          await this.#docker.api.getContainer(id).stop({ t: STOP_WITHIN_S });
          return [`${name} (${container})`];
        } catch (error) {
          // Gone, or stopped already.
          if (statusOf(error) === 404 || statusOf(error) === 304) return [];
          throw error;
        }
      }),
    );
    await sweepRun(this.#docker.api, this.#description.runId);
    return ended.flat();
  }

  async #inspect({ id }: Described): Promise<ContainerState | undefined> {
    try {
      return await inspectContainer(this.#docker.api.getContainer(id));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }
}

/** @returns undefined when it is still what was started */
function whatBecameOf({ startedAt }: Described, now: ContainerState | undefined): string | undefined {
  if (now === undefined) return 'is gone';
  if (now.status !== 'running') return `is ${now.status}`;
  return now.startedAt === startedAt ? undefined : `was started again at ${now.startedAt}`;
}
