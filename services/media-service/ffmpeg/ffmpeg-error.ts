/** The result of a process, as execa returns it. */
export interface ProcessEnd {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly originalMessage?: string | undefined;
  readonly cause?: unknown;
}

/** ffmpeg could not be started, failed, or was killed. */
export class FfmpegError extends Error {
  override readonly name = 'FfmpegError';
  readonly code = 'FFMPEG_FAILED';
  readonly task: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines it printed. */
  readonly stderrTail: readonly string[];

  /** @param task the purpose of the process: `ingest`, `output`, … */
  constructor(task: string, end: ProcessEnd, stderrTail: readonly string[]) {
    const output = stderrTail.length === 0 ? 'no output on stderr' : `stderr: ${stderrTail.join(' | ')}`;
    super(`ffmpeg (${task}) ${describeEnd(end)}; ${output}`, { cause: end.cause });
    this.task = task;
    this.exitCode = end.exitCode;
    this.signal = end.signal;
    this.stderrTail = stderrTail;
  }
}

function describeEnd(end: ProcessEnd): string {
  if (end.exitCode !== undefined) return `exited with code ${end.exitCode}`;
  if (end.signal !== undefined) return `was killed by ${end.signal}`;
  return `could not be started: ${end.originalMessage ?? 'no reason given'}`;
}
