import type { EnvironmentErrorCode } from '../environment-error.ts';
import type { ContainerState } from './container-state.ts';

/** What is wrong with a container. */
export interface ContainerVerdict {
  readonly code: EnvironmentErrorCode;
  /** Goes on after the container's name: `was never healthy: …`. */
  readonly reason: string;
}

const MIB = 1024 * 1024;
/** As Docker says it, in two ways: another container has the port, or a process. */
const PORT_TAKEN =
  /(?:Bind for |listen tcp4? )\S*?:(\d+)(?: failed: port is already allocated|: bind: address already in use)/;
/** 128 + SIGKILL (9). */
const KILLED = 137;

/**
 * Why a container is not what it should be, running and not unhealthy; `undefined` when it is.
 */
export function judgeContainer(state: ContainerState): ContainerVerdict | undefined {
  const { status, error, health } = state;
  if (status === 'created') {
    // Not started yet.
    if (error === '') return undefined;
    const port = takenPort(state);
    return port === undefined
      ? { code: 'SERVICE_NOT_STARTED', reason: `could not be started: ${error}` }
      : { code: 'PORT_TAKEN', reason: `could not be started: port ${port} of the Docker host is taken` };
  }
  if (status !== 'running')
    return { code: 'SERVICE_NOT_STARTED', reason: `crashed: it ended ${howItEnded(state)}` };
  if (health?.status === 'unhealthy') {
    return { code: 'SERVICE_NOT_READY', reason: `runs and never became healthy: ${tellProbes(state)}` };
  }
  return undefined;
}

/** The port that could not be published because somebody has it. */
export function takenPort({ error }: ContainerState): number | undefined {
  const port = PORT_TAKEN.exec(error)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** `with exit code 1`, `by SIGKILL`, or that it used too much memory. */
export function howItEnded({ exitCode, oomKilled, memoryLimitBytes }: ContainerState): string {
  if (oomKilled) {
    const limit =
      memoryLimitBytes === 0 ? 'this machine has' : `its limit of ${Math.round(memoryLimitBytes / MIB)} MiB`;
    return `with exit code ${exitCode}, killed by the kernel (OOM) because it needed more memory than ${limit}`;
  }
  return exitCode === KILLED ? `with exit code ${exitCode}, killed by SIGKILL` : `with exit code ${exitCode}`;
}

/** What the last probe of the health check said. */
export function tellProbes({ health }: ContainerState): string {
  if (health === undefined) return 'it has no health check';
  const last = health.probes.at(-1);
  if (last === undefined) return `health ${health.status}, not probed yet`;
  const said = last.output === '' ? 'said nothing' : `said: ${last.output}`;
  const streak = health.failingStreak === 0 ? '' : `, ${health.failingStreak} failures in a row`;
  return `health ${health.status}${streak}; the last probe ended with exit code ${last.exitCode} and ${said}`;
}
