import type { Writable } from 'node:stream';
import { execa } from 'execa';
import { FfmpegError } from './ffmpeg-error.ts';

const QUIET = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
const STDERR_TAIL_LINES = 4;

/** An ffmpeg process that converts one piece of audio and exits. */
export interface Conversion {
  readonly stdin: Writable;
  /**
   * Its stdout, when it has exited.
   * Rejects with a {@link FfmpegError}, or with the reason of the signal that ended it.
   */
  readonly output: Promise<Buffer>;
}

/**
 * Starts a conversion.
 *
 * @param task for error messages: `encode`, `decode`
 * @param signal kills ffmpeg; after a milder signal it would first finish its file
 * @throws the reason of `signal` when it is already aborted
 */
export function startConversion(task: string, args: readonly string[], signal: AbortSignal): Conversion {
  signal.throwIfAborted();
  const child = execa('ffmpeg', [...QUIET, ...args], {
    encoding: 'buffer',
    reject: false,
    cancelSignal: signal,
    killSignal: 'SIGKILL',
  });
  // The pipe breaks when ffmpeg exits first; `output` rejects with the cause.
  child.stdin.on('error', () => undefined);
  const output = child.then((result) => {
    if (!result.failed) {
      return Buffer.from(result.stdout.buffer, result.stdout.byteOffset, result.stdout.byteLength);
    }
    signal.throwIfAborted();
    const lines = Buffer.from(result.stderr).toString('utf8').split('\n');
    throw new FfmpegError(task, result, lines.filter((line) => line !== '').slice(-STDERR_TAIL_LINES));
  });
  // Prevents an unhandled rejection; callers that await it later still receive the error.
  output.catch(() => undefined);
  return { stdin: child.stdin, output };
}
