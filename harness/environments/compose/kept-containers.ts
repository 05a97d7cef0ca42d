import { imageTags } from '../../../services/docker/index.ts';
import type { RunContext } from '../../engine/index.ts';
import type { ComposeDescription } from '../keeping/environment-description.ts';
import type { KeptServices } from '../keeping/kept-services.ts';
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

  async differences(): Promise<readonly string[]> {
    const { services } = this.#description;
    const tags = await imageTags();
    const found = await Promise.all(
      services.map(async (service) =>
        differencesOf(service, await this.#inspect(service), tags[service.name]),
      ),
    );
    return found.flat();
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

function differencesOf(
  { name, container, startedAt, version }: Described,
  now: ContainerState | undefined,
  tag: string | undefined,
): string[] {
  const who = `${name} (container ${container})`;
  const changed = tag === version ? [] : [`the code of ${name} has changed since it was started`];
  if (now === undefined) return [`${who} is gone`, ...changed];
  if (now.status !== 'running') return [`${who} is ${now.status}`, ...changed];
  if (now.startedAt !== startedAt) return [`${who} was started again at ${now.startedAt}`, ...changed];
  return changed;
}
