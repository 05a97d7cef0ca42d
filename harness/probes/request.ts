import { redactUrls } from '../../lib/redact-url.ts';
import { getText, HttpError } from '../http/index.ts';
import { fairDeadline } from './fair-deadline.ts';
import { NEVER_MS, REQUEST_WITHIN_MS } from './probe.ts';

const BODY_START = 200;

/** The outcome of a request, for an observation. */
export interface RequestOutcome {
  readonly url: string;
  readonly status?: number;
  readonly contentType?: string;
  readonly redirectedTo?: string;
  readonly error?: string;
  readonly body?: string;
}

/** Sends a GET request. A failure is a value. */
export async function request(url: string, signal: AbortSignal): Promise<RequestOutcome> {
  const shownUrl = redactUrls(url);
  using deadline = fairDeadline(REQUEST_WITHIN_MS, signal);
  try {
    const { status, contentType, location, body } = await getText(url, {
      signal: deadline.signal,
      withinMs: NEVER_MS,
    });
    return {
      url: shownUrl,
      status,
      ...(contentType === '' ? {} : { contentType }),
      ...(location === undefined ? {} : { redirectedTo: redactUrls(location) }),
      body,
    };
  } catch (error) {
    if (deadline.isOver) return { url: shownUrl, error: `no response within ${REQUEST_WITHIN_MS} ms` };
    if (signal.aborted) return { url: shownUrl, error: 'no response before the probes ended' };
    if (!(error instanceof HttpError)) throw error;
    return { url: shownUrl, error: error.lastState };
  }
}

/** An outcome with only the first characters of its body, and without them when the status is 200. */
export function withoutBody(
  { body, ...outcome }: RequestOutcome,
  { keepStart = outcome.status !== 200 }: { readonly keepStart?: boolean } = {},
): Omit<RequestOutcome, 'body'> & { readonly bodyStart?: string } {
  const start = keepStart ? body?.slice(0, BODY_START) : undefined;
  return { ...outcome, ...(start === undefined || start === '' ? {} : { bodyStart: start }) };
}
