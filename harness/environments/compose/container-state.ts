import type { ContainerHandle } from './docker.ts';

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
  readonly oomKilled: boolean;
  /** Why Docker could not start it; otherwise empty. */
  readonly error: string;
  readonly startedAt: string;
  /** Name and tag of the image. */
  readonly image: string;
  readonly finishedAt: string;
  /** 0 without a limit. */
  readonly memoryLimitBytes: number;
  readonly health?: ContainerHealth;
  /** Maps ports of the container to ports of the Docker host. */
  readonly ports: Readonly<Record<number, number>>;
}

/** @throws the error of dockerode when the container does not exist or Docker does not respond */
export async function inspectContainer(container: ContainerHandle): Promise<ContainerState> {
  const { State, Config, HostConfig, NetworkSettings } = await container.inspect();
  const { Health } = State;
  return {
    status: State.Status,
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    error: State.Error,
    startedAt: State.StartedAt,
    image: Config.Image,
    finishedAt: State.FinishedAt,
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
