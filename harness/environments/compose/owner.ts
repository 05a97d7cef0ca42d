import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Where a process's start time stands in `/proc/<pid>/stat`, counted from after the name: proc(5), field 22. */
const START_TIME_FIELD = 19;

/**
 * This process, told so that a later one can see whether it is still there: `<host>/<pid>/<start time>`. The start
 * time keeps a process that got the same pid from passing for it; 0 where there is no `/proc`.
 */
export async function thisOwner(): Promise<string> {
  return `${hostname()}/${process.pid}/${(await startTimeOf(process.pid)) ?? 0}`;
}

/** What became of an owner. */
export type OwnerFate = 'alive' | 'gone' | 'elsewhere';

/** @returns `elsewhere` for a process of another machine, which cannot be seen from here, and for what is no owner */
export async function fateOf(owner: string): Promise<OwnerFate> {
  const [host, pid, startTime] = owner.split('/');
  if (host !== hostname() || pid === undefined || !/^[1-9]\d*$/.test(pid)) return 'elsewhere';
  if (!isAlive(Number(pid))) return 'gone';
  const now = await startTimeOf(Number(pid));
  return now === undefined || now === startTime ? 'alive' : 'gone';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name stands in parentheses and may hold anything.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD];
}
