import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
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
  /** What it reads from its stdin; the signal is aborted once it has ended. Nothing by default. */
  readonly input?: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
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
  const { tool, args, task, signal, withinMs, input, outputs = 1 } = run;
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(withinMs);
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const running = execa(tool, args, {
    stdio: [stdin, 'pipe', 'pipe', ...Array.from({ length: outputs - 1 }, () => 'pipe' as const)],
    encoding: 'buffer',
    maxBuffer: MAX_OUTPUT_BYTES,
    cancelSignal: AbortSignal.any([signal, deadline]),
    killSignal: 'SIGKILL',
    reject: false,
  });
  const over = new AbortController();
  const feeding = running.stdin && input ? feed(running.stdin, input(over.signal)) : undefined;
  const result = await running;
  over.abort();
  const inputError = await feeding;
  if (signal.aborted) throw signal.reason;

  const [, stdout, stderr, ...more] = result.stdio as readonly (Uint8Array | undefined)[];
  const stderrTail = tailOf(stderr);
  if (result.isCanceled) {
    const what = `it was not done within ${withinMs} ms and was killed`;
    throw new MediaToolError('MEDIA_TOOL_TOO_SLOW', what, { tool, task, stderrTail }, result.cause);
  }
  if (inputError !== undefined) {
    const what = `its input could not be read: ${String(inputError)}`;
    throw new MediaToolError('MEDIA_TOOL_FAILED', what, { tool, task, stderrTail }, inputError);
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

/** Writes `input` to `stdin`; resolves to what went wrong with the input. */
async function feed(stdin: Writable, input: AsyncIterable<Uint8Array>): Promise<unknown> {
  let inputError: unknown;
  const watched = async function* () {
    try {
      yield* input;
    } catch (error) {
      inputError = error;
      throw error;
    }
  };
  // A tool that reads no further is told by how it ended.
  await pipeline(watched(), stdin).catch(() => undefined);
  return inputError;
}

function bytesOf(output: Uint8Array | undefined): Uint8Array {
  return output ?? new Uint8Array();
}

function tailOf(stderr: Uint8Array | undefined): string {
  const lines = Buffer.from(bytesOf(stderr)).toString('utf8').trim().split('\n');
  return lines.slice(-STDERR_LINES).join('\n');
}
