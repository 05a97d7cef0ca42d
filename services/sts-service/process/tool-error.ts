import type { ExecaError } from 'execa';

const TAIL_LINES = 5;

/** pocketsphinx tells hundreds of INFO lines, and a table of its parameters, before what went wrong and after it. */
const CHATTER = /^(INFO:|-\w+\t)/;

/** A program that the service ran could not be started, failed, or was killed by somebody else. */
export class ToolError extends Error {
  readonly code = 'STS_TOOL';
  readonly program: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines of its stderr. */
  readonly stderrTail: readonly string[];

  constructor(program: string, cause: ExecaError) {
    const tail = lastLines(cause.stderr);
    const end =
      cause.exitCode === undefined
        ? cause.signal === undefined
          ? (cause.originalMessage ?? 'could not be run')
          : `was ended by ${cause.signal}`
        : `ended with exit code ${cause.exitCode}`;
    super(`${program} ${end}${tail.length === 0 ? '' : `: ${tail.join(' | ')}`}`, { cause });
    this.name = 'ToolError';
    this.program = program;
    this.exitCode = cause.exitCode;
    this.signal = cause.signal;
    this.stderrTail = tail;
  }
}

function lastLines(stderr: unknown): string[] {
  if (!(stderr instanceof Uint8Array)) return [];
  const lines = Buffer.from(stderr).toString('utf8').split('\n');
  return lines.filter((line) => line.trim() !== '' && !CHATTER.test(line)).slice(-TAIL_LINES);
}
