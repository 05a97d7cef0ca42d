import { HarnessError } from '../engine/index.ts';

/** Why no usable answer came: nobody there, no answer in time, or an answer that is too long or broken off. */
export type HttpErrorCode = 'HTTP_UNREACHABLE' | 'HTTP_NO_ANSWER' | 'HTTP_BODY_TOO_LARGE' | 'HTTP_BROKEN_OFF';

/** A request that got no usable answer. An answer with a status of 400 or more is an answer, not this error. */
export class HttpError extends HarnessError {
  declare readonly code: HttpErrorCode;
  readonly url: string;
  /** How far the request had come, in words. */
  readonly lastState: string;

  constructor(
    code: HttpErrorCode,
    { method, url }: { readonly method: string; readonly url: string },
    lastState: string,
    cause?: unknown,
  ) {
    super(`${method} ${url}: ${lastState}`, { code, fault: 'PRODUCT', cause });
    this.url = url;
    this.lastState = lastState;
  }
}
