import { execa } from 'execa';
import { MediaToolError } from './media-tool-error.ts';

export interface MediaToolRun {
  /** `ffmpeg`, `ffprobe` or a path of one. */
  readonly tool: string;
  readonly args: readonly string[];
  /** What it is to do, in words, for the error: `probe live.mp4`. */
  readonly task: string;
  readonly signal: AbortSignal;
  /** How long it may take. */
  readonly withinMs: number;
  /** How many pipes it writes to: 1 is stdout, the others are its descriptors 3, 4, … 1 by default. */
  readonly outputs?: 1 | 2 | 3;
}

const STDERR_LINES = 8;

/** Most of what one output may hold: 8 h of mono float audio at 8 kHz. */
const MAX_OUTPUT_BYTES = 1024 ** 3;

/**
 * Runs ffmpeg or ffprobe to its end and returns what it wrote to each of its pipes. It is killed when the signal is
 * aborted (whose reason is thrown), when its time is over, and when this process ends.
 *
 * @throws MediaToolError
 */
export async function runMediaTool(run: MediaToolRun): Promise<[Uint8Array, ...Uint8Array[]]> {
  const { tool, args, task, signal, withinMs, outputs = 1 } = run;
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(withinMs);
  const result = await execa(tool, args, {
    stdio: ['ignore', 'pipe', 'pipe', ...Array.from({ length: outputs - 1 }, () => 'pipe' as const)],
    encoding: 'buffer',
    maxBuffer: MAX_OUTPUT_BYTES,
    cancelSignal: AbortSignal.any([signal, deadline]),
    killSignal: 'SIGKILL',
    reject: false,
  });
  if (signal.aborted) throw signal.reason;

  const [, stdout, stderr, ...more] = result.stdio as readonly (Uint8Array | undefined)[];
  const stderrTail = tailOf(stderr);
  if (result.isCanceled) {
    const what = `it was not done within ${withinMs} ms and was killed`;
    throw new MediaToolError('MEDIA_TOOL_TOO_SLOW', what, { tool, task, stderrTail }, result.cause);
  }
  if (result.failed) {
    if (result.code === 'ENOENT') {
      const what = 'it is not installed. `./setup` installs it';
      throw new MediaToolError('MEDIA_TOOL_MISSING', what, { tool, task }, result.cause);
    }
    const { exitCode } = result;
    const what = exitCode === undefined ? (result.shortMessage ?? 'it was ended') : `exit code ${exitCode}`;
    const fields = { tool, task, stderrTail, ...(exitCode === undefined ? {} : { exitCode }) };
    throw new MediaToolError('MEDIA_TOOL_FAILED', what, fields, result.cause);
  }
  return [bytesOf(stdout), ...more.map(bytesOf)];
}

function bytesOf(output: Uint8Array | undefined): Uint8Array {
  return output ?? new Uint8Array();
}

function tailOf(stderr: Uint8Array | undefined): string {
  const lines = Buffer.from(bytesOf(stderr)).toString('utf8').trim().split('\n');
  return lines.slice(-STDERR_LINES).join('\n');
}
