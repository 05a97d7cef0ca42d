/** The output does not move any more, although its ffmpeg runs. */
export class OutputStuckError extends Error {
  override readonly name = 'OutputStuckError';
  readonly code = 'OUTPUT_STUCK';
  readonly url: string;

  /** @param what it did or did not do, e.g. `has taken nothing for 10 s` */
  constructor(url: string, what: string) {
    super(`the output ${url} ${what}; does MediaMTX still take the stream?`);
    this.url = url;
  }
}
