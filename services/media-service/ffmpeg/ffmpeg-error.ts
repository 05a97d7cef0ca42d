/** How a process ended, as execa tells it. */
export interface ProcessEnd {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly originalMessage?: string | undefined;
  readonly cause?: unknown;
}

/** An ffmpeg process that ended otherwise than it should have. */
export class FfmpegError extends Error {
  override readonly name = 'FfmpegError';
  readonly code = 'FFMPEG_FAILED';
  readonly task: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines it printed. */
  readonly stderrTail: readonly string[];

  /** @param task what it was there for: `ingest`, `output`, … */
  constructor(task: string, end: ProcessEnd, stderrTail: readonly string[]) {
    const said = stderrTail.length === 0 ? 'it printed nothing' : `it said: ${stderrTail.join(' | ')}`;
    super(`ffmpeg (${task}) ${howItEnded(end)}; ${said}`, { cause: end.cause });
    this.task = task;
    this.exitCode = end.exitCode;
    this.signal = end.signal;
    this.stderrTail = stderrTail;
  }
}

function howItEnded(end: ProcessEnd): string {
  if (end.exitCode !== undefined) return `ended with exit code ${end.exitCode}`;
  if (end.signal !== undefined) return `was ended by ${end.signal}`;
  return `could not be run: ${end.originalMessage ?? 'no reason given'}`;
}
