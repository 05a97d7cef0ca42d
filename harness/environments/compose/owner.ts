import { hostname } from 'node:os';
import { identify } from '../../processes/index.ts';

/**
 * This process, told so that a later one can see whether it is still there: `<host>/<pid>/<start time>`. The start
 * time keeps a process that got the same pid from passing for it; 0 where there is no `/proc`.
 */
export async function thisOwner(): Promise<string> {
  return `${hostname()}/${process.pid}/${(await identify(process.pid))?.startTime || 0}`;
}

/** What became of an owner. */
export type OwnerFate = 'alive' | 'gone' | 'elsewhere';

/** @returns `elsewhere` for a process of another machine, which cannot be seen from here, and for what is no owner */
export async function fateOf(owner: string): Promise<OwnerFate> {
  const [host, pid, startTime] = owner.split('/');
  if (host !== hostname() || pid === undefined || !/^[1-9]\d*$/.test(pid)) return 'elsewhere';
  const now = await identify(Number(pid));
  if (now === undefined) return 'gone';
  return now.startTime === '' || now.startTime === startTime ? 'alive' : 'gone';
}
