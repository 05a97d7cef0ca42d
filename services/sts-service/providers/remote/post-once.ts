import { BodyTooLargeError, readBody } from './read-body.ts';
import { type RemoteFailure, RemoteProviderError } from './remote-provider-error.ts';
import { type RemoteService, remoteError, withoutKey } from './remote-service.ts';
import { parseRetryAfterMs } from './retry-delay.ts';
import { toldReason } from './told-reason.ts';

const MAX_ERROR_BYTES = 16 * 1024;

/** What kind of answer is asked for, and how large one may be. A minute of speech has 11 MB at most. */
const ANSWERS = {
  json: { type: /^application\/([\w.+-]+\+)?json$/i, maxBytes: 1024 * 1024 },
  audio: { type: /^(audio\/[\w.+-]+|application\/octet-stream)$/i, maxBytes: 16 * 1024 * 1024 },
} as const;
export type AnswerKind = keyof typeof ANSWERS;

/** A request, as often as it is sent. */
export interface RemoteRequest {
  readonly path: string;
  /** Anything but a form goes out as JSON. */
  readonly body: FormData | object;
  readonly expects: AnswerKind;
}

/**
 * Sends a request and reads its answer, whose type and size are checked.
 *
 * @param dateMs Unix time now
 * @throws {RemoteProviderError}; when `signal` was aborted, its reason
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
      // A form brings its own type, with the boundary of its parts.
      headers: { ...service.headers, ...(isForm ? {} : { 'content-type': 'application/json' }) },
      body: isForm ? body : JSON.stringify(body),
      // Whoever is named in a redirect must not be given the key.
      redirect: 'manual',
      signal,
    });
    if (!response.ok) throw await statusError(service, response, dateMs);
    return await readAnswer(service, response, expects);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof RemoteProviderError) throw error;
    const what = `broke off, or could not be reached: ${reasonOf(error)}`;
    throw remoteError(service, 'unavailable', what, { cause: error });
  }
}

async function readAnswer(
  service: RemoteService,
  response: Response,
  expects: AnswerKind,
): Promise<Uint8Array> {
  const { type, maxBytes } = ANSWERS[expects];
  const given = response.headers.get('content-type')?.split(';')[0]?.trim() ?? '';
  if (!type.test(given)) {
    await response.body?.cancel();
    const what = `answered with "${given}" instead of ${expects}: is ${service.part}_URL right?`;
    throw remoteError(service, 'unusable', what);
  }
  try {
    return await readBody(response, maxBytes);
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    throw remoteError(service, 'unusable', `answered with ${error.message}`);
  }
}

async function statusError(
  service: RemoteService,
  response: Response,
  dateMs: number,
): Promise<RemoteProviderError> {
  const body = await readBody(response, MAX_ERROR_BYTES).catch(() => new Uint8Array());
  const told = toldReason(body, (text) => withoutKey(service, text));
  const [failure, advice] = judge(response.status, service.part);
  const message = `answered ${response.status}${told === undefined ? '' : ` (${told})`}${advice}`;
  const retryAfterMs = parseRetryAfterMs(response.headers.get('retry-after'), dateMs);
  return remoteError(service, failure, message, { retryAfterMs });
}

/** What a status other than 2xx means, and what to do about it where that is known. */
function judge(status: number, part: string): [RemoteFailure, string] {
  if (status === 429) return ['rate-limited', ''];
  if (status === 408 || status >= 500) return ['unavailable', ''];
  if (status === 401 || status === 403) return ['refused', `: is ${part}_KEY right?`];
  if (status < 400 || status === 404) return ['refused', `: is ${part}_URL right?`];
  return ['refused', ''];
}

/** Node's `fetch` says "fetch failed", and why only in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
