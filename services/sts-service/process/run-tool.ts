import { ExecaError, execa } from 'execa';

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const TAIL_LINES = 5;

/** pocketsphinx writes hundreds of INFO lines and a table of its parameters around the relevant line. */
const NOISE = /^(INFO:|-\w+\t)/;

/** A program could not be started, failed, or was killed by another process. */
export class ToolError extends Error {
  readonly code = 'STS_TOOL';
  readonly program: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines of its stderr. */
  readonly stderrTail: readonly string[];

  constructor(program: string, cause: ExecaError) {
    const tail = lastLines(cause.stderr);
    const outcome =
      cause.exitCode === undefined
        ? cause.signal === undefined
          ? (cause.originalMessage ?? 'could not be started')
          : `was ended by ${cause.signal}`
        : `ended with exit code ${cause.exitCode}`;
    super(`${program} ${outcome}${tail.length === 0 ? '' : `: ${tail.join(' | ')}`}`, { cause });
    this.name = 'ToolError';
    this.program = program;
    this.exitCode = cause.exitCode;
    this.signal = cause.signal;
    this.stderrTail = tail;
  }
}

/**
 * Runs a program to its end, with stdin and stdout through pipes.
 *
 * @param input content of stdin
 * @param signal kills the program with SIGKILL; none of the programs has state to save
 * @returns content of stdout
 * @throws {ToolError} when the program cannot be started or fails; when `signal` aborts, its reason
 */
export async function runTool(
  program: string,
  args: readonly string[],
  input: Uint8Array | string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  try {
    const { stdout } = await execa(program, args, {
      input,
      encoding: 'buffer',
      stripFinalNewline: false,
      maxBuffer: MAX_OUTPUT_BYTES,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
      killSignal: 'SIGKILL',
    });
    return stdout;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ExecaError) throw new ToolError(program, error);
    throw error;
  }
}

function lastLines(stderr: unknown): string[] {
  if (!(stderr instanceof Uint8Array)) return [];
  const lines = Buffer.from(stderr).toString('utf8').split('\n');
  return lines.filter((line) => line.trim() !== '' && !NOISE.test(line)).slice(-TAIL_LINES);
}
