import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import { type FaultClass, HarnessError } from '../../engine/index.ts';
import { describeRejection, rejectedArgument, toolVersion } from '../../versions/index.ts';

export interface MediaToolRun {
  /** `ffmpeg`, `ffprobe` or the path of one. */
  readonly tool: string;
  readonly args: readonly string[];
  /** The task in the imperative, for the error: `probe live.mp4`. */
  readonly task: string;
  readonly signal: AbortSignal;
  /** Time limit. */
  readonly withinMs: number;
  /** Provides stdin; `signal` is aborted when the tool has ended. No input by default. */
  readonly input?: (signal: AbortSignal) => AsyncIterable<Uint8Array>;
  /** Number of pipes that the tool writes to: 1 is stdout, the others are descriptors 3, 4, … 1 by default. */
  readonly outputs?: 1 | 2 | 3;
}

export type MediaToolErrorCode =
  /** The program is not installed. */
  | 'MEDIA_TOOL_MISSING'
  /** The tool ended with an error: its source is missing or invalid. */
  | 'MEDIA_TOOL_FAILED'
  /** This version or build of the tool does not accept an argument. */
  | 'MEDIA_TOOL_REJECTED'
  /** The tool exceeded its time limit and was killed. */
  | 'MEDIA_TOOL_TOO_SLOW'
  /** The tool succeeded, but its output is not as expected. */
  | 'MEDIA_TOOL_OUTPUT';

export interface MediaToolErrorFields {
  readonly tool: string;
  readonly task: string;
  readonly exitCode?: number;
  readonly stderrTail?: string;
  /** Who has to act; by default the code decides. */
  readonly fault?: FaultClass;
}

const FAULTS: Readonly<Record<MediaToolErrorCode, FaultClass>> = {
  MEDIA_TOOL_MISSING: 'ENVIRONMENT',
  MEDIA_TOOL_FAILED: 'PRODUCT',
  MEDIA_TOOL_REJECTED: 'ENVIRONMENT',
  MEDIA_TOOL_TOO_SLOW: 'INCONCLUSIVE',
  MEDIA_TOOL_OUTPUT: 'HARNESS',
};

/** ffmpeg or ffprobe failed at its task. */
export class MediaToolError extends HarnessError {
  declare readonly code: MediaToolErrorCode;
  readonly tool: string;
  readonly task: string;
  readonly exitCode: number | undefined;
  /** The last lines that the tool wrote to stderr. */
  readonly stderrTail: string;

  constructor(code: MediaToolErrorCode, problem: string, fields: MediaToolErrorFields, cause?: unknown) {
    const { stderrTail = '' } = fields;
    const printed = stderrTail === '' ? '' : `\n${stderrTail}`;
    super(`${fields.tool} could not ${fields.task}: ${problem}${printed}`, {
      code,
      fault: fields.fault ?? FAULTS[code],
      cause,
    });
    this.tool = fields.tool;
    this.task = fields.task;
    this.exitCode = fields.exitCode;
    this.stderrTail = stderrTail;
  }
}

const STDERR_LINES = 8;

/** Limit of one output: 8 h of mono float audio at 8 kHz. */
const MAX_OUTPUT_BYTES = 1024 ** 3;

/**
 * Runs ffmpeg or ffprobe and returns the bytes that it wrote to each of its pipes. Kills it when the signal is aborted
 * (and throws the signal's reason), when its time is up, and when this process ends.
 *
 * @throws MediaToolError
 */
export async function runMediaTool(run: MediaToolRun): Promise<[Uint8Array, ...Uint8Array[]]> {
  const { tool, args, task, signal, withinMs, input, outputs = 1 } = run;
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(Math.ceil(withinMs));
  const stdin = input === undefined ? 'ignore' : 'pipe';
  const running = execa(tool, args, {
    stdio: [stdin, 'pipe', 'pipe', ...Array.from({ length: outputs - 1 }, () => 'pipe' as const)],
    encoding: 'buffer',
    maxBuffer: MAX_OUTPUT_BYTES,
    cancelSignal: AbortSignal.any([signal, deadline]),
    killSignal: 'SIGKILL',
    reject: false,
  });
  const ended = new AbortController();
  const feeding = running.stdin && input ? feed(running.stdin, input(ended.signal)) : undefined;
  const result = await running;
  ended.abort();
  const inputError = await feeding;
  if (signal.aborted) throw signal.reason;

  const [, stdout, stderr, ...more] = result.stdio as readonly (Uint8Array | undefined)[];
  const stderrTail = tailOf(stderr);
  if (result.isCanceled) {
    const problem = `it did not finish within ${withinMs} ms and was killed`;
    throw new MediaToolError('MEDIA_TOOL_TOO_SLOW', problem, { tool, task, stderrTail }, result.cause);
  }
  if (inputError !== undefined) {
    const problem = `its input could not be read: ${String(inputError)}`;
    throw new MediaToolError('MEDIA_TOOL_FAILED', problem, { tool, task, stderrTail }, inputError);
  }
  if (result.failed) {
    if (result.code === 'ENOENT') {
      const problem = 'it is not installed. `./setup` installs it';
      throw new MediaToolError('MEDIA_TOOL_MISSING', problem, { tool, task }, result.cause);
    }
    const { exitCode } = result;
    const problem =
      exitCode === undefined ? (result.shortMessage ?? 'it was killed') : `exit code ${exitCode}`;
    const fields = { tool, task, stderrTail, ...(exitCode === undefined ? {} : { exitCode }) };
    const rejected = rejectedArgument(stderrTail.split('\n'));
    if (rejected !== undefined) {
      const { text, fault } = describeRejection(rejected, await toolVersion(tool));
      throw new MediaToolError('MEDIA_TOOL_REJECTED', text, { ...fields, fault }, result.cause);
    }
    throw new MediaToolError('MEDIA_TOOL_FAILED', problem, fields, result.cause);
  }
  return [bytesOf(stdout), ...more.map(bytesOf)];
}

/** Writes `input` to `stdin`. Resolves to the error that `input` threw, if any. */
async function feed(stdin: Writable, input: AsyncIterable<Uint8Array>): Promise<unknown> {
  let inputError: unknown;
  const observed = async function* () {
    try {
      yield* input;
    } catch (error) {
      inputError = error;
      throw error;
    }
  };
  // When the tool stops reading, its exit status has the cause.
  await pipeline(observed(), stdin).catch(() => undefined);
  return inputError;
}

function bytesOf(output: Uint8Array | undefined): Uint8Array {
  return output ?? new Uint8Array();
}

function tailOf(stderr: Uint8Array | undefined): string {
  const lines = Buffer.from(bytesOf(stderr)).toString('utf8').trim().split('\n');
  return lines.slice(-STDERR_LINES).join('\n');
}
