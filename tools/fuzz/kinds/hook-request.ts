import { type Answer, ask } from '../ask.ts';
import type { Target } from '../target.ts';

export const HOOK_EVENTS = ['ready', 'not-ready', 'segment-create', 'segment-complete'] as const;

export interface HookBody {
  readonly [field: string]: unknown;
}

/** Has what every event needs. */
export function validBody(path: string): HookBody {
  return { path, query: '', sourceType: 'rtmpConn', sourceId: 'fuzz', segmentPath: '/nowhere/a.mp4' };
}

/** Posts a body, a text as it is, anything else as JSON. */
export async function postHook(target: Target, to: string, body: unknown, headers = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = { 'content-type': 'application/json', ...headers };
  const path = `/v1/mediamtx/events/${to}`;
  return await ask(target.mediaServiceUrl, { method: 'POST', path, headers: type, body: text });
}

/**
 * @param allowed a status, and what the body must hold with it
 * @returns what is wrong with an answer that is none of these
 */
export function unless(
  answer: Answer,
  ...allowed: readonly (readonly [number, ...string[]])[]
): string | undefined {
  const isRight = allowed.some(
    ([status, ...parts]) => answer.status === status && parts.every((part) => answer.body.includes(part)),
  );
  const told = allowed.map(([status, ...parts]) => [status, ...parts].join(' with ')).join(', or ');
  return isRight ? undefined : `expected ${told}; got ${answer.status} ${answer.body.slice(0, 300)}`;
}

/** Whether JSON of it is refused as such, whatever else is wrong with it: it would change the prototype of an object. */
export function isPoisoned(value: unknown): boolean {
  return /"(__proto__|constructor)"/.test(JSON.stringify(value) ?? '');
}
