import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { errorMessage } from '../../lib/error-message.ts';
import { LineSplitter } from '../../lib/line-splitter.ts';
import { FileTail } from './file-tail.ts';
import type { Reaper } from './reaper.ts';

/** How a process ended. */
export interface ProcessEnd {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

export type OutputStream = 'stdout' | 'stderr';

export interface OwnedProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's own environment; `undefined` takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly reaper: Reaper;
  /**
   * Where all that it prints is added, to be read from there: so it can live on without a reader, when the run is over.
   * Without it stdout and stderr are pipes.
   */
  readonly logFile?: string;
  /** Told of each line that it prints. With a log file all lines count as stdout. */
  readonly onLine: (line: string, stream: OutputStream) => void;
  /** Told once when it has ended, for whatever reason, after its last line. */
  readonly onEnd?: (end: ProcessEnd) => void;
}

/** The program could not be started at all. */
export class SpawnError extends Error {
  override readonly name = 'SpawnError';
  readonly code = 'SPAWN_FAILED';

  constructor(name: string, command: string, cause: unknown) {
    super(`${name} could not be started: ${command}: ${errorMessage(cause)}`, {
      cause,
    });
  }
}

/** A process that has been started, and what reads its output. */
export interface SpawnedProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  /** Keeps this process from waiting for it. */
  unref(): void;
}

/**
 * Starts a process as the leader of a group of its own and lets the reaper watch that group.
 *
 * @throws {SpawnError} when the program is not there
 */
export async function spawnProcess(
  options: Omit<OwnedProcessOptions, 'onLine' | 'onEnd'>,
  onLine: OwnedProcessOptions['onLine'],
): Promise<SpawnedProcess> {
  const { name, command, args, environment, reaper, logFile } = options;
  const log = logFile === undefined ? 'pipe' : openSync(logFile, 'a');
  // An earlier process of this name may have written there.
  const logStart = typeof log === 'number' ? fstatSync(log).size : 0;
  // Not execa: it takes no file descriptor for stdout, and a process that outlives its reader needs one.
  const child = spawn(command, args, {
    stdio: ['ignore', log, log],
    detached: true,
    env: { ...process.env, ...environment },
  });
  if (typeof log === 'number') closeSync(log);
  const { pid } = child;
  if (pid === undefined) {
    const [cause] = await once(child, 'error');
    throw new SpawnError(name, command, cause);
  }
  reaper.watch(pid);
  // At its own end, not once its pipes are closed: children that it left behind hold them open.
  child.once('exit', () => signalGroup(pid, 'SIGKILL'));

  const readers = logFile === undefined ? readPipes(child, onLine) : readFile(logFile, logStart, onLine);
  const { promise: ended, resolve } = Promise.withResolvers<ProcessEnd>();
  child.once('close', (exitCode, signal) => {
    readers.stop();
    resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
  });
  return {
    pid,
    ended,
    unref: () => {
      readers.stop();
      child.unref();
    },
  };
}

function readFile(logFile: string, from: number, onLine: OwnedProcessOptions['onLine']): { stop(): void } {
  const lines = new LineSplitter((line) => onLine(line, 'stdout'));
  const tail = new FileTail(logFile, (chunk) => lines.push(chunk), from);
  let stopped = false;
  return {
    stop: () => {
      if (stopped) return;
      stopped = true;
      tail.stop();
      lines.end();
    },
  };
}

function readPipes(
  child: { readonly stdout: Readable | null; readonly stderr: Readable | null },
  onLine: OwnedProcessOptions['onLine'],
): { stop(): void } {
  const splitters = (['stdout', 'stderr'] as const).map((stream) => {
    const lines = new LineSplitter((line) => onLine(line, stream));
    child[stream]?.on('data', (chunk: Buffer) => lines.push(chunk));
    return lines;
  });
  return {
    stop: () => {
      for (const lines of splitters) lines.end();
    },
  };
}

/** @param to the leader alone, or all of the group */
export function signalGroup(pid: number, signal: NodeJS.Signals, to: 'leader' | 'group' = 'group'): void {
  try {
    process.kill(to === 'leader' ? pid : -pid, signal);
  } catch (error) {
    // Ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
