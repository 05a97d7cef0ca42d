import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { errorMessage } from '../../lib/error-message.ts';
import { LineSplitter } from '../../lib/line-splitter.ts';
import { signalGroup } from '../../lib/signal-group.ts';
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
  /** Added to the environment of this process; `undefined` removes a variable. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly reaper: Reaper;
  /**
   * The file that receives its output and from which the output is read, so that the process can survive this one.
   * Without it, stdout and stderr are pipes.
   */
  readonly logFile?: string;
  /** Called with each line of output. With a log file, all lines count as stdout. */
  readonly onLine: (line: string, stream: OutputStream) => void;
  /** Called once when it has ended, after its last line. */
  readonly onEnd?: (end: ProcessEnd) => void;
}

/** The program could not be started. */
export class SpawnError extends Error {
  override readonly name = 'SpawnError';
  readonly code = 'SPAWN_FAILED';

  constructor(name: string, command: string, cause: unknown) {
    super(`cannot start ${name}: ${command}: ${errorMessage(cause)}`, {
      cause,
    });
  }
}

/** A started process whose output is read. */
export interface SpawnedProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  /** Stops reading its output, and lets this process end before it. */
  unref(): void;
}

/**
 * Starts a process as the leader of a new process group, which the reaper watches.
 *
 * @throws {@link SpawnError} when the program cannot be started
 */
export async function spawnProcess(
  options: Omit<OwnedProcessOptions, 'onLine' | 'onEnd'>,
  onLine: OwnedProcessOptions['onLine'],
): Promise<SpawnedProcess> {
  const { name, command, args, environment, reaper, logFile } = options;
  const log = logFile === undefined ? 'pipe' : openSync(logFile, 'a');
  // An earlier process of this name may have written to the file.
  const logStart = typeof log === 'number' ? fstatSync(log).size : 0;
  // Not execa, which accepts no file descriptor for stdout; a process that survives its reader needs one.
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
  reaper.watch({ name, pid });
  // On exit, not on close: its children may keep the pipes open.
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
