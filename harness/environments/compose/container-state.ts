import type { ContainerHandle } from './docker.ts';

/** Answers of a container's health check. */
export interface ContainerHealth {
  /** `starting`, `healthy` or `unhealthy`. */
  readonly status: string;
  readonly failingStreak: number;
  /** The last probes, oldest first. */
  readonly probes: readonly { readonly exitCode: number; readonly output: string }[];
}

/** What Docker knows of a container. */
export interface ContainerState {
  /** `created`, `running`, `exited`, … */
  readonly status: string;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  /** Why Docker could not start it; empty when it could. */
  readonly error: string;
  readonly startedAt: string;
  /** Name and tag of its image. */
  readonly image: string;
  readonly finishedAt: string;
  /** 0 when there is none. */
  readonly memoryLimitBytes: number;
  readonly health?: ContainerHealth;
  /** Port in the container → port on the Docker host. */
  readonly ports: Readonly<Record<number, number>>;
}

/** @throws dockerode's error when the container is not there or Docker does not answer */
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
