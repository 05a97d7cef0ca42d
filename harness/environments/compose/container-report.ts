import type { ContainerReport } from '../../probes/index.ts';
import type { ContainerState } from './container-state.ts';
import type { DockerApi } from './docker.ts';
import { hasOomEvent } from './oom-event.ts';
import type { ServiceContainer } from './service-container.ts';

const MIB = 1024 * 1024;

/** Inspects a container for the diagnosis of a failure. */
export async function reportContainer(
  docker: DockerApi,
  container: ServiceContainer,
): Promise<ContainerReport> {
  const { name, identity } = container;
  const state = await container.inspect();
  // The kernel may have killed a process other than the first one, which continues.
  const isShortOfMemory =
    state.oomKilled ||
    (state.status === 'running' && (await hasOomEvent(docker, container.handle.id, state)));
  return { name, container: identity, ...describeState({ ...state, oomKilled: isShortOfMemory }) };
}

function describeState(state: ContainerState): Omit<ContainerReport, 'name'> {
  const { status, exitCode, error, oomKilled, restarts, memoryLimitBytes, health } = state;
  const output = health?.probes.at(-1)?.output;
  return {
    state: status,
    ...(health === undefined ? {} : { health: health.status }),
    ...(output === undefined || output === '' ? {} : { healthOutput: output }),
    // A running container has none yet; Docker returns 0.
    ...(status === 'exited' || error !== '' ? { exitCode } : {}),
    ...(error === '' ? {} : { error }),
    oomKilled,
    ...(memoryLimitBytes === 0 ? {} : { memoryLimitMib: Math.round(memoryLimitBytes / MIB) }),
    restarts,
  };
}
