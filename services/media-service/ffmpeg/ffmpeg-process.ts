import type { Duplex, Readable, Writable } from 'node:stream';
import { execa } from 'execa';
import { LineSplitter } from '../../../lib/line-splitter.ts';
import type { Logger } from '../../runtime/logger.ts';
import { FfmpegError } from './ffmpeg-error.ts';

const STDERR_FD = 2;
const STDERR_TAIL_LINES = 12;
const KILL_AFTER_MS = 2000;

export interface FfmpegOptions {
  /** What this process does, for logs and errors: `ingest`, `output`, … */
  readonly task: string;
  readonly args: readonly string[];
  /** Pipes beyond stdin, stdout and stderr; the first is `pipe:3` in `args`. */
  readonly extraPipes?: number;
  /** What it prints when it cannot go on. Its pipes are closed then: before it ends it waits for what is due there. */
  readonly lastWords?: RegExp;
  /** Ends the process when aborted. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** A running ffmpeg whose pipes are at hand as streams. */
export interface FfmpegProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** A pipe beyond stderr, by its number: 3, 4, … Either side may write. */
  pipe(fd: number): Duplex;
  /**
   * Resolves when it is gone, with exit code 0 or because it was told to go.
   * Rejects with a {@link FfmpegError} otherwise.
   */
  readonly ended: Promise<void>;
}

/** Starts ffmpeg. What it prints at level warning and above goes to the log as it comes. */
export function startFfmpeg(options: FfmpegOptions): FfmpegProcess {
  const { task, signal, extraPipes = 0 } = options;
  const log = options.log.child({ ffmpeg: task });
  const child = execa('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'level+warning', ...options.args], {
    stdio: ['pipe', 'pipe', 'pipe', ...Array.from({ length: extraPipes }, () => 'pipe' as const)],
    buffer: false,
    encoding: 'buffer',
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: KILL_AFTER_MS,
  });
  log.debug({ pid: child.pid, args: options.args }, 'ffmpeg started');

  // Node makes every pipe of a child a socket; execa's types know the first three only.
  const pipes = child.stdio as unknown as readonly (Duplex | undefined)[];
  const pipe = (fd: number): Duplex => {
    const found = pipes[fd];
    if (found === undefined) throw new RangeError(`ffmpeg (${task}) was started without pipe:${fd}`);
    return found;
  };
  // A pipe breaks when ffmpeg ends first; why it ended is told by `ended`.
  for (const stream of pipes) stream?.on('error', (error) => log.debug({ err: error }, 'pipe closed'));
  // An ffmpeg that waits for its pipe to be read or written hears no signal until the pipe is closed.
  const closePipes = (): void => {
    for (const [fd, stream] of pipes.entries()) if (fd !== STDERR_FD) stream?.destroy();
  };
  signal.addEventListener('abort', closePipes, { once: true });

  const stderrTail: string[] = [];
  const lines = new LineSplitter((line) => {
    stderrTail.push(line);
    if (stderrTail.length > STDERR_TAIL_LINES) stderrTail.shift();
    log.warn({ line }, 'ffmpeg says');
    if (options.lastWords?.test(line)) closePipes();
  });
  child.stderr.on('data', (chunk: Buffer) => lines.push(chunk));

  const ended = child.then((result) => {
    signal.removeEventListener('abort', closePipes);
    log.debug({ exitCode: result.exitCode, signal: result.signal }, 'ffmpeg ended');
    if (result.exitCode !== 0 && !result.isCanceled) throw new FfmpegError(task, result, stderrTail);
  });
  // Whoever awaits it later still sees the rejection.
  ended.catch(() => undefined);
  return { stdin: pipe(0), stdout: pipe(1), pipe, ended };
}
