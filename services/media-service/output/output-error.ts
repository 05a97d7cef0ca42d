/** The output does not do what it should, although its ffmpeg has told of no error. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  readonly code: 'OUTPUT_ENDED_EARLY' | 'OUTPUT_STUCK';
  readonly url: string;

  constructor(code: OutputError['code'], url: string, what: string) {
    super(`the output ${url} ${what}; is MediaMTX still there and does it take the stream?`);
    this.code = code;
    this.url = url;
  }
}
