import type { Duplex, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { LineSplitter } from '../../../lib/line-splitter.ts';
import { redactUrls, urlRedactor } from '../../../lib/redact-url.ts';
import type { Logger } from '../../runtime/logger.ts';
import { FfmpegError } from './ffmpeg-error.ts';

const STDERR_FD = 2;
const STDERR_TAIL_LINES = 12;
const KILL_AFTER_MS = 2000;

export interface FfmpegOptions {
  /** The purpose of this process, for logs and errors: `ingest`, `output`, … */
  readonly task: string;
  readonly args: readonly string[];
  /** The URL in `args`, if any. Its credentials are hidden in logs and errors. */
  readonly url?: string;
  /** The number of pipes after stdin, stdout and stderr; the first is `pipe:3` in `args`. */
  readonly extraPipes?: number;
  /** The line after which ffmpeg cannot continue. Its pipes are closed then, because it waits for them before it exits. */
  readonly fatalLine?: RegExp;
  /** Called with each line that ffmpeg prints, without credentials. */
  readonly onLine?: (line: string) => void;
  /** Ends the process. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** A running ffmpeg process, with its pipes as streams. */
export interface FfmpegProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** A pipe after stderr, by its number: 3, 4, … Either side may write. */
  pipe(fd: number): Duplex;
  /**
   * Resolves when the process has exited with code 0 or because `signal` was aborted.
   * Rejects with a {@link FfmpegError} otherwise.
   */
  readonly ended: Promise<void>;
}

/** Starts ffmpeg. Its messages of level warning and above are logged as they arrive. */
export function startFfmpeg(options: FfmpegOptions): FfmpegProcess {
  const { task, url, signal, extraPipes = 0 } = options;
  const redact = url === undefined ? redactUrls : urlRedactor(url);
  const log = options.log.child({ ffmpeg: task });
  const child = execa('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'level+warning', ...options.args], {
    stdio: ['pipe', 'pipe', 'pipe', ...Array.from({ length: extraPipes }, () => 'pipe' as const)],
    buffer: false,
    encoding: 'buffer',
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: KILL_AFTER_MS,
  });
  log.debug({ pid: child.pid, args: options.args.map(redact) }, 'ffmpeg started');

  // Node makes every pipe of a child a socket; execa's types cover only the first three.
  const pipes = child.stdio as unknown as readonly (Duplex | undefined)[];
  const pipe = (fd: number): Duplex => {
    const found = pipes[fd];
    if (found === undefined) throw new RangeError(`ffmpeg (${task}) was started without pipe:${fd}`);
    return found;
  };
  // A pipe breaks when ffmpeg exits first; `ended` rejects with the cause.
  for (const stream of pipes) stream?.on('error', (error) => log.debug({ err: error }, 'pipe closed'));
  // An ffmpeg process that is blocked on a pipe does not handle signals until the pipe is closed.
  const closePipes = (): void => {
    for (const [fd, stream] of pipes.entries()) if (fd !== STDERR_FD) stream?.destroy();
  };
  signal.addEventListener('abort', closePipes, { once: true });

  const stderrTail: string[] = [];
  const lines = new LineSplitter((printed) => {
    const line = redact(printed);
    stderrTail.push(line);
    if (stderrTail.length > STDERR_TAIL_LINES) stderrTail.shift();
    log[/\[(error|fatal|panic)\]/.test(line) ? 'error' : 'warn']({ line }, 'ffmpeg printed');
    options.onLine?.(line);
    if (options.fatalLine?.test(printed)) closePipes();
  });
  child.stderr.on('data', (chunk: Buffer) => lines.push(chunk));

  const ended = child.then((result) => {
    signal.removeEventListener('abort', closePipes);
    const { exitCode, signal: endSignal } = result;
    if (exitCode === 0 || result.isCanceled) {
      log.debug({ exitCode, signal: endSignal }, 'ffmpeg exited');
      return;
    }
    const failure = new FfmpegError(task, result, stderrTail);
    log.error({ exitCode, signal: endSignal }, failure.message);
    throw failure;
  });
  // Prevents an unhandled rejection; callers that await it later still receive the error.
  ended.catch(() => undefined);
  return { stdin: pipe(0), stdout: pipe(1), pipe, ended };
}

/** Node's error codes for a pipe that was closed by its reader. */
const CLOSED_PIPE = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);

/**
 * Writes a source to a pipe of a process until the source ends. Also resolves when the process exits first: `ended` of
 * the process rejects with the cause.
 *
 * @throws the error of the source, or the abort of `signal`
 */
export async function feed(
  source: Readable | AsyncIterable<Buffer>,
  pipe: Writable,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(source, pipe, { signal });
  } catch (error) {
    if (!CLOSED_PIPE.has(String((error as { code?: unknown }).code))) throw error;
  }
}
