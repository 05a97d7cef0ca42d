import { readFileSync } from 'node:fs';
import type { ContainerHandle } from './docker.ts';

/**
 * The pid on this machine of the program that a container runs, which is the child of Docker's init.
 *
 * @returns undefined when Docker runs it on another machine, or when this process cannot see it
 */
export async function programPid(container: ContainerHandle): Promise<number | undefined> {
  const { State, HostConfig } = await container.inspect();
  // With a remote daemon, another process may have this pid here. The control group is named after the container.
  if (State.Pid === 0 || read(`/proc/${State.Pid}/cgroup`)?.includes(container.id) !== true) return undefined;
  if (HostConfig.Init !== true) return State.Pid;
  const [child] = read(`/proc/${State.Pid}/task/${State.Pid}/children`)?.trim().split(' ') ?? [];
  return child === undefined || child === '' ? undefined : Number(child);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
