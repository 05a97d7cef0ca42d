import { readFileSync } from 'node:fs';
import type { ProcessSample } from '../run-data/pipeline-observations.ts';
import type { WatchedProcess } from './reaper.ts';

/** Clock ticks per second in `/proc/<pid>/stat`: the same on every Linux machine. */
const TICKS_PER_S = 100;

/** Indexes in `/proc/<pid>/stat`, counted from after the name: fields 3, 14 and 15 of proc(5). */
const [STATE, USER_TIME, SYSTEM_TIME] = [0, 11, 12];

/** The states of processes and of the programs that they run, without those that have ended. */
export function readProcesses(processes: readonly WatchedProcess[]): ProcessSample[] {
  return processes.flatMap(({ name, pid }) => {
    const process = readProcess(name, pid);
    return process === undefined ? [] : [process, ...readChildren(name, pid)];
  });
}

/**
 * The state of a process (Linux).
 *
 * @returns undefined when it does not exist or is not readable
 */
function readProcess(name: string, pid: number): ProcessSample | undefined {
  const stat = readProc(pid, 'stat');
  if (stat === undefined) return undefined;
  const fields = fieldsOf(stat);
  const state = fields[STATE];
  if (state === undefined) return undefined;
  const cpuS = (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_PER_S;
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1];
  const waitNs = readProc(pid, 'schedstat')?.split(' ')[1];
  return {
    ...{ name, pid, state },
    ...(Number.isFinite(cpuS) ? { cpuS } : {}),
    ...(kibibytes === undefined ? {} : { rssMib: Math.round(Number(kibibytes) / 1024) }),
    ...(waitNs === undefined ? {} : { waitS: Math.round(Number(waitNs) / 1e6) / 1000 }),
  };
}

/**
 * The processes that the main thread of a process has started and that still run, named `<parent>/<program>`. In Node,
 * the main thread starts all of them.
 */
function readChildren(parent: string, pid: number): ProcessSample[] {
  const pids = readProc(pid, `task/${pid}/children`)?.trim().split(' ') ?? [];
  return pids.flatMap((text) => {
    const program = readProc(Number(text), 'comm')?.trim();
    const child = program === undefined ? undefined : readProcess(`${parent}/${program}`, Number(text));
    return child === undefined ? [] : [child];
  });
}

function fieldsOf(stat: string): string[] {
  // The name is in parentheses and may contain anything.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

// Synchronous: the kernel makes these files in memory, which is faster than a round trip through the thread pool.
function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
