/** No session with the STS service: it is not there, it refused, or it did not answer. */
export class StsConnectionError extends Error {
  override readonly name = 'StsConnectionError';
  readonly code: 'STS_UNREACHABLE' | 'STS_REFUSED' | 'STS_NOT_READY';
  readonly url: string;

  constructor(code: StsConnectionError['code'], url: string, what: string, cause?: unknown) {
    super(`no session with the STS service at ${url}: ${what}`, { cause });
    this.code = code;
    this.url = url;
  }
}
