import type { DockerApi } from './docker.ts';
import { hasOomEvent } from './oom-event.ts';

/** 128 + SIGKILL (9). */
export const KILLED = 137;

/** Result of the health check of a container. */
export interface ContainerHealth {
  /** `starting`, `healthy` or `unhealthy`. */
  readonly status: string;
  readonly failingStreak: number;
  /** The last probes, oldest first. */
  readonly probes: readonly { readonly exitCode: number; readonly output: string }[];
}

/** State of a container. */
export interface ContainerState {
  /** `created`, `running`, `exited`, … */
  readonly status: string;
  readonly exitCode: number;
  /** Whether the kernel killed it, or a process in it, for lack of memory. */
  readonly oomKilled: boolean;
  /** Why Docker could not start it; otherwise empty. */
  readonly error: string;
  readonly startedAt: string;
  /** Name and tag of the image. */
  readonly image: string;
  readonly finishedAt: string;
  /** How often Docker has started it again. */
  readonly restarts: number;
  /** 0 without a limit. */
  readonly memoryLimitBytes: number;
  readonly health?: ContainerHealth;
  /** Maps ports of the container to ports of the Docker host. */
  readonly ports: Readonly<Record<number, number>>;
}

/** @throws the error of dockerode when the container does not exist or Docker does not respond */
export async function inspectContainer(docker: DockerApi, id: string): Promise<ContainerState> {
  const { State, Config, HostConfig, NetworkSettings, RestartCount } = await docker
    .getContainer(id)
    .inspect();
  const { Health } = State;
  const life = { status: State.Status, startedAt: State.StartedAt, finishedAt: State.FinishedAt };
  const wasKilled = State.Status === 'exited' && State.ExitCode === KILLED;
  return {
    ...life,
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled || (wasKilled && (await hasOomEvent(docker, id, life))),
    error: State.Error,
    image: Config.Image,
    restarts: RestartCount,
    memoryLimitBytes: HostConfig.Memory ?? 0,
    ports: Object.fromEntries(
      Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) => {
        const published = bindings?.[0]?.HostPort;
        return published === undefined ? [] : [[Number.parseInt(port, 10), Number(published)]];
      }),
    ),
    ...(Health === undefined
      ? {}
      : {
          health: {
            status: Health.Status,
            failingStreak: Health.FailingStreak,
            probes: (Health.Log ?? []).map(({ ExitCode, Output }) => ({
              exitCode: ExitCode,
              output: Output.trim().slice(0, 500),
            })),
          },
        }),
  };
}
