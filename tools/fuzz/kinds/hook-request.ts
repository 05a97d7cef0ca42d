import { type HttpAnswer, sendRequest } from '../http-client.ts';
import type { Target } from '../target.ts';

export const HOOK_EVENTS = ['ready', 'not-ready', 'segment-create', 'segment-complete'] as const;

export interface HookBody {
  readonly [field: string]: unknown;
}

/** A body with the fields of every event. */
export function validBody(path: string): HookBody {
  return { path, query: '', sourceType: 'rtmpConn', sourceId: 'fuzz', segmentPath: '/nowhere/a.mp4' };
}

/** Posts a body: strings unchanged, other values as JSON. */
export async function postHook(target: Target, to: string, body: unknown, headers = {}): Promise<HttpAnswer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = { 'content-type': 'application/json', ...headers };
  const path = `/v1/mediamtx/events/${to}`;
  return await sendRequest(target.mediaServiceUrl, { method: 'POST', path, headers: type, body: text });
}

/**
 * @param allowed statuses, each with the texts that the body must contain
 * @returns a description of the problem; `undefined` for an allowed answer
 */
export function unless(
  answer: HttpAnswer,
  ...allowed: readonly (readonly [number, ...string[]])[]
): string | undefined {
  const isAllowed = allowed.some(
    ([status, ...parts]) => answer.status === status && parts.every((part) => answer.body.includes(part)),
  );
  const expected = allowed.map(([status, ...parts]) => [status, ...parts].join(' with ')).join(', or ');
  return isAllowed ? undefined : `expected ${expected}; got ${answer.status} ${answer.body.slice(0, 300)}`;
}

/** Whether parsing its JSON would change the prototype of an object. Services reject it before any other check. */
export function isPoisoned(value: unknown): boolean {
  return /"(__proto__|constructor)"/.test(JSON.stringify(value) ?? '');
}
