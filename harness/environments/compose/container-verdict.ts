import type { EnvironmentErrorCode } from '../environment-error.ts';
import { type ContainerState, KILLED } from './container-state.ts';

/** A problem of a container. */
export interface ContainerVerdict {
  readonly code: EnvironmentErrorCode;
  /** Follows the name of the container in a message: `crashed: …`. */
  readonly reason: string;
}

const MIB = 1024 * 1024;
/** The two messages of Docker: a container has the port, or a process. */
const PORT_TAKEN =
  /(?:Bind for |listen tcp4? )\S*?:(\d+)(?: failed: port is already allocated|: bind: address already in use)/;

/** Diagnoses a container that cannot be started, has ended or is unhealthy; `undefined` for any other. */
export function diagnoseContainer(state: ContainerState): ContainerVerdict | undefined {
  const { status, error, health } = state;
  if (status === 'created') {
    // Not started yet.
    if (error === '') return undefined;
    const port = takenPort(state);
    return port === undefined
      ? { code: 'SERVICE_NOT_STARTED', reason: `could not be started: ${error}` }
      : { code: 'PORT_TAKEN', reason: `could not be started: port ${port} of the Docker host is in use` };
  }
  if (status !== 'running')
    return { code: 'SERVICE_NOT_STARTED', reason: `crashed: it ended ${describeEnd(state)}` };
  if (health?.status === 'unhealthy') {
    return { code: 'SERVICE_NOT_READY', reason: `runs but did not become healthy: ${describeHealth(state)}` };
  }
  return undefined;
}

/** The port that could not be published because it is in use. */
export function takenPort({ error }: ContainerState): number | undefined {
  const port = PORT_TAKEN.exec(error)?.[1];
  return port === undefined ? undefined : Number(port);
}

/** Describes the end of a container: `with exit code 1`, with the signal or the memory limit if known. */
export function describeEnd({ exitCode, oomKilled, memoryLimitBytes }: ContainerState): string {
  if (oomKilled) {
    const limit =
      memoryLimitBytes === 0 ? 'this machine has' : `its limit of ${Math.round(memoryLimitBytes / MIB)} MiB`;
    return `with exit code ${exitCode}, killed by the kernel (OOM) because it needed more memory than ${limit}`;
  }
  return exitCode === KILLED ? `with exit code ${exitCode}, killed by SIGKILL` : `with exit code ${exitCode}`;
}

/** Describes the last result of the health check. */
export function describeHealth({ health }: ContainerState): string {
  if (health === undefined) return 'it has no health check';
  const last = health.probes.at(-1);
  if (last === undefined) return `health ${health.status}, not probed yet`;
  const output = last.output === '' ? 'no output' : `output: ${last.output}`;
  const streak = health.failingStreak === 0 ? '' : `, ${health.failingStreak} failures in a row`;
  return `health ${health.status}${streak}; the last probe ended with exit code ${last.exitCode}, ${output}`;
}
