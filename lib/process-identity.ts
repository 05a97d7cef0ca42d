import { readFile } from 'node:fs/promises';

/** Identifies a process, so that a later process with the same pid is not taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since the start of the machine; empty on systems without `/proc`. */
  readonly startTime: string;
}

/** Indexes in `/proc/<pid>/stat`, counted from after the name: fields 3 and 22 of proc(5). */
const STATE_FIELD = 0;
const START_TIME_FIELD = 19;

/** @returns undefined when there is no such process, or when it is a zombie */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  if (!isAlive(pid)) return undefined;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (stat === undefined) return isAlive(pid) ? { pid, startTime: '' } : undefined;
  // The name is in parentheses and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[STATE_FIELD] === 'Z' ? undefined : { pid, startTime: fields[START_TIME_FIELD] ?? '' };
}

/** Whether a process exists, of any user. A zombie exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
