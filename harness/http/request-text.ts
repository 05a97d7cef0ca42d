import { request } from 'undici';
import { errorMessage } from '../../lib/error-message.ts';
import { HttpError } from './http-error.ts';

export interface RequestOptions {
  /** Ends the request; its reason is thrown as it is. */
  readonly signal: AbortSignal;
  /** How long the whole answer may take. 5000 by default. */
  readonly withinMs?: number;
  /** The longest body that is read, in bytes. 8 MiB by default. */
  readonly maxBytes?: number;
  /** Value of the `accept` header. Any type by default. */
  readonly accept?: string;
  /** GET by default. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  readonly json?: unknown;
}

export interface TextAnswer {
  readonly url: string;
  readonly status: number;
  /** The `content-type` header, or an empty text. */
  readonly contentType: string;
  readonly body: string;
}

/**
 * Requests `url` on a connection of its own, which ends with the answer, so that a caller has nothing to close and a
 * restarted server never meets a stale connection. Redirects are answers: they are not followed.
 *
 * @throws HttpError when no complete answer came
 */
export async function requestText(url: string, options: RequestOptions): Promise<TextAnswer> {
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
    const answer = await request(url, {
      method,
      headers: { accept, ...(body === null ? {} : { 'content-type': 'application/json' }) },
      body,
      reset: true,
      signal: AbortSignal.any([signal, deadline]),
    });
    received = 0;
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > maxBytes) {
        throw new HttpError('HTTP_BODY_TOO_LARGE', target, `the body is longer than ${maxBytes} bytes`);
      }
      chunks.push(chunk);
    }
    return {
      url,
      status: answer.statusCode,
      contentType: String(answer.headers['content-type'] ?? ''),
      body: Buffer.concat(chunks).toString('utf8'),
    };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof HttpError) throw error;
    if (deadline.aborted) {
      throw new HttpError('HTTP_NO_ANSWER', target, `${howFar(received)} within ${withinMs} ms`, error);
    }
    const reason = errorMessage(error);
    throw received === undefined
      ? new HttpError('HTTP_UNREACHABLE', target, `no answer: ${reason}`, error)
      : new HttpError(
          'HTTP_BROKEN_OFF',
          target,
          `broken off after ${received} bytes of body: ${reason}`,
          error,
        );
  }
}

function howFar(received: number | undefined): string {
  return received === undefined ? 'no answer' : `only ${received} bytes of the body`;
}
