/** An ffmpeg process that ended otherwise than it should have. */
export class FfmpegError extends Error {
  override readonly name = 'FfmpegError';
  readonly code = 'FFMPEG_FAILED';
  readonly task: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last lines it printed. */
  readonly stderrTail: readonly string[];

  constructor(
    task: string,
    end: { exitCode: number | undefined; signal: string | undefined; stderrTail: readonly string[] },
    options?: ErrorOptions,
  ) {
    const how = end.signal === undefined ? `exit code ${end.exitCode ?? 'unknown'}` : `signal ${end.signal}`;
    const said =
      end.stderrTail.length === 0 ? 'it printed nothing' : `it said: ${end.stderrTail.join(' | ')}`;
    super(`ffmpeg (${task}) ended with ${how}; ${said}`, options);
    this.task = task;
    this.exitCode = end.exitCode;
    this.signal = end.signal;
    this.stderrTail = end.stderrTail;
  }
}
