import { request } from 'undici';
import { errorMessage } from '../../lib/error-message.ts';
import { HarnessError } from '../engine/index.ts';

export interface RequestOptions {
  /** Aborts the request; its reason is thrown. */
  readonly signal: AbortSignal;
  /** Time limit of the whole response. 5000 by default. */
  readonly withinMs?: number;
  /** Limit of the body, in bytes. 8 MiB by default. */
  readonly maxBytes?: number;
  /** Value of the `accept` header. Any type by default. */
  readonly accept?: string;
  /** GET by default. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
}

export interface TextResponse {
  readonly url: string;
  readonly status: number;
  /** The `content-type` header, or an empty string. */
  readonly contentType: string;
  /** The `location` header: the target of a redirect. */
  readonly location?: string;
  readonly body: string;
}

/** Why a request has no usable response: no connection, a timeout, a body that is too long, or an incomplete one. */
export type HttpErrorCode = 'HTTP_UNREACHABLE' | 'HTTP_NO_ANSWER' | 'HTTP_BODY_TOO_LARGE' | 'HTTP_BROKEN_OFF';

/** A request without a usable response. A response with a status of 400 or more is not an `HttpError`. */
export class HttpError extends HarnessError {
  declare readonly code: HttpErrorCode;
  readonly url: string;
  /** Progress of the request, such as `no response within 5000 ms`. */
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

/**
 * Sends a GET request: see {@link requestText}.
 *
 * @throws {@link HttpError} when there is no complete response
 */
export async function getText(
  url: string,
  options: Omit<RequestOptions, 'method' | 'json'>,
): Promise<TextResponse> {
  return await requestText(url, options);
}

/**
 * Sends a request on a new connection, which closes after the response: the caller has nothing to close, and a restarted
 * server never receives a request on a stale connection. Does not follow redirects.
 *
 * @throws {@link HttpError} when there is no complete response; the reason of `signal` when it aborts
 */
export async function requestText(url: string, options: RequestOptions): Promise<TextResponse> {
  const {
    signal,
    withinMs = 5000,
    maxBytes = 8 * 1024 * 1024,
    accept = '*/*',
    method = 'GET',
    json,
  } = options;
  const body = json === undefined ? null : JSON.stringify(json);
  signal.throwIfAborted();
  const target = { method, url };
  const deadline = AbortSignal.timeout(withinMs);
  let received: number | undefined;
  try {
    const response = await request(url, {
      method,
      headers: { accept, ...(body === null ? {} : { 'content-type': 'application/json' }) },
      body,
      reset: true,
      signal: AbortSignal.any([signal, deadline]),
    });
    received = 0;
    const chunks: Buffer[] = [];
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > maxBytes) {
        throw new HttpError('HTTP_BODY_TOO_LARGE', target, `the body is longer than ${maxBytes} bytes`);
      }
      chunks.push(chunk);
    }
    const { location } = response.headers;
    return {
      url,
      status: response.statusCode,
      ...(typeof location === 'string' ? { location } : {}),
      contentType: String(response.headers['content-type'] ?? ''),
      body: Buffer.concat(chunks).toString('utf8'),
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof HttpError) throw error;
    if (deadline.aborted) {
      const progress = received === undefined ? 'no response' : `only ${received} bytes of the body`;
      throw new HttpError('HTTP_NO_ANSWER', target, `${progress} within ${withinMs} ms`, error);
    }
    const reason = errorMessage(error);
    throw received === undefined
      ? new HttpError('HTTP_UNREACHABLE', target, `no response: ${reason}`, error)
      : new HttpError(
          'HTTP_BROKEN_OFF',
          target,
          `connection closed after ${received} bytes of the body: ${reason}`,
          error,
        );
  }
}
