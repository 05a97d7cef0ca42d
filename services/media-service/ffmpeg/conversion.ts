import type { Writable } from 'node:stream';
import { execa } from 'execa';
import { FfmpegError } from './ffmpeg-error.ts';

const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
const STDERR_TAIL_LINES = 4;

/** An ffmpeg that makes one piece of audio of another, and ends. */
export interface Conversion {
  readonly stdin: Writable;
  /**
   * What it printed, once it is gone.
   * Rejects with a {@link FfmpegError}, or with the reason of the signal that ended it.
   */
  readonly output: Promise<Buffer>;
}

/**
 * Starts one.
 *
 * @param task what it is for: `encode`, `decode`
 * @param signal ends it at once; an ffmpeg that is asked to go would finish its file first
 * @throws the reason of `signal` when it is aborted already
 */
export function startConversion(task: string, args: readonly string[], signal: AbortSignal): Conversion {
  signal.throwIfAborted();
  const child = execa('ffmpeg', [...QUIET, ...args], {
    encoding: 'buffer',
    reject: false,
    cancelSignal: signal,
    killSignal: 'SIGKILL',
  });
  // The pipe breaks when ffmpeg ends first; why it ended is told by `output`.
  child.stdin.on('error', () => undefined);
  const output = child.then((result) => {
    if (!result.failed) {
      return Buffer.from(result.stdout.buffer, result.stdout.byteOffset, result.stdout.byteLength);
    }
    signal.throwIfAborted();
    const lines = Buffer.from(result.stderr).toString('utf8').split('\n');
    throw new FfmpegError(task, result, lines.filter((line) => line !== '').slice(-STDERR_TAIL_LINES));
  });
  // Whoever awaits it later still sees the rejection.
  output.catch(() => undefined);
  return { stdin: child.stdin, output };
}
