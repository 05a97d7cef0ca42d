import { z } from 'zod';
import {
  type RemoteFailure,
  RemoteProviderError,
  type RemoteService,
  redactKey,
  remoteError,
} from './remote-service.ts';
import { parseRetryAfterMs } from './retry.ts';

const MAX_ERROR_BYTES = 16 * 1024;
const MAX_ERROR_CHARACTERS = 200;

/** Expected content types and maximum sizes of responses. A minute of speech has at most 11 MB. */
const RESPONSES = {
  json: { type: /^application\/([\w.+-]+\+)?json$/i, maxBytes: 1024 * 1024 },
  audio: { type: /^(audio\/[\w.+-]+|application\/octet-stream)$/i, maxBytes: 16 * 1024 * 1024 },
} as const;

/** A request, which can be sent several times. */
export interface RemoteRequest {
  readonly path: string;
  /** A form, or an object that is sent as JSON. */
  readonly body: FormData | object;
  readonly expects: keyof typeof RESPONSES;
}

/**
 * Sends a request once and reads the response, after checking its content type and size.
 *
 * @param dateMs current Unix time
 * @throws {RemoteProviderError}; when `signal` aborts, its reason
 */
export async function postOnce(
  service: RemoteService,
  { path, body, expects }: RemoteRequest,
  dateMs: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const isForm = body instanceof FormData;
  try {
    const response = await fetch(`${service.url}${path}`, {
      method: 'POST',
      // fetch sets the content type of a form, with its boundary.
      headers: { ...service.headers, ...(isForm ? {} : { 'content-type': 'application/json' }) },
      body: isForm ? body : JSON.stringify(body),
      // A redirect would send the key to another host.
      redirect: 'manual',
      signal,
    });
    if (!response.ok) throw await statusError(service, response, dateMs);
    return await readResponse(service, response, expects);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RemoteProviderError) throw error;
    const outcome = `could not be reached, or broke the connection: ${reasonOf(error)}`;
    throw remoteError(service, 'unavailable', outcome, { cause: error });
  }
}

async function readResponse(
  service: RemoteService,
  response: Response,
  expects: RemoteRequest['expects'],
): Promise<Uint8Array> {
  const { type, maxBytes } = RESPONSES[expects];
  const contentType = response.headers.get('content-type')?.split(';')[0]?.trim() ?? '';
  if (!type.test(contentType)) {
    await response.body?.cancel();
    const outcome = `answered with "${contentType}" instead of ${expects}. Check ${service.part}_URL.`;
    throw remoteError(service, 'unusable', outcome);
  }
  const body = await readBody(response, maxBytes);
  if (body === undefined) throw remoteError(service, 'unusable', `answered with more than ${maxBytes} bytes`);
  return body;
}

/**
 * Reads at most `maxBytes` of a response.
 *
 * @returns `undefined` when the body is larger
 * @throws {TypeError} when the connection breaks before the end
 */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  if (Number(response.headers.get('content-length')) > maxBytes) {
    await response.body?.cancel();
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop closes the connection.
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function statusError(
  service: RemoteService,
  response: Response,
  dateMs: number,
): Promise<RemoteProviderError> {
  const body = await readBody(response, MAX_ERROR_BYTES).catch(() => undefined);
  // Shortened after redacting, so that no part of a key remains.
  const message = extractErrorMessage(body);
  const detail =
    message === undefined ? '' : ` (${redactKey(service, message).slice(0, MAX_ERROR_CHARACTERS)})`;
  const [failure, advice] = classifyStatus(response.status, service.part);
  const retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), dateMs);
  return remoteError(service, failure, `answered ${response.status}${detail}${advice}`, { retryAfterMs });
}

/** The failure that a status other than 2xx indicates, with advice where the cause is known. */
function classifyStatus(status: number, part: string): [RemoteFailure, string] {
  if (status === 429) return ['rate-limited', ''];
  if (status === 408 || status >= 500) return ['unavailable', ''];
  if (status === 401 || status === 403) return ['refused', `. Check ${part}_KEY.`];
  if (status < 400 || status === 404) return ['refused', `. Check ${part}_URL.`];
  return ['refused', ''];
}

const message = z.object({ message: z.string() }).transform((error) => error.message);

/** Locations of the error message in the responses of these services. */
const errorBodySchema = z.union([
  message,
  z.object({ error: z.union([z.string(), message]) }).transform(({ error }) => error),
  z.object({ detail: z.union([z.string(), message]) }).transform(({ detail }) => detail),
]);

/** The error message in the body of an error response; `undefined` without one in JSON. */
function extractErrorMessage(body: Uint8Array | undefined): string | undefined {
  try {
    return errorBodySchema.parse(JSON.parse(Buffer.from(body ?? []).toString('utf8')));
  } catch {
    return undefined;
  }
}

/** Node's `fetch` reports only "fetch failed"; the reason is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
