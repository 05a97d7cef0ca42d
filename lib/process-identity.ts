import { readFile } from 'node:fs/promises';

/** A process, told so that a later one with the same pid does not pass for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since the machine started; empty where there is no `/proc`. */
  readonly startTime: string;
}

/** Places in `/proc/<pid>/stat`, counted from after the name: proc(5), fields 3 and 22. */
const STATE_FIELD = 0;
const START_TIME_FIELD = 19;

/** @returns undefined when there is no such process, or when it has ended and its parent has not noticed yet */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  if (!isAlive(pid)) return undefined;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return isAlive(pid) ? { pid, startTime: '' } : undefined;
  // The name stands in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[STATE_FIELD] === 'Z' ? undefined : { pid, startTime: fields[START_TIME_FIELD] ?? '' };
}

/** Whether there is such a process, whoever owns it; one that has ended and was not waited for is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
