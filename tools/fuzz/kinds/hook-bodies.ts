import fc from 'fast-check';
import { fuzzKind } from '../fuzz-kind.ts';
import { anyText, nonText } from '../invalid-values.ts';
import { GHOST } from '../target.ts';
import { HOOK_EVENTS, type HookBody, isPoisoned, postHook, unless, validBody } from './hook-request.ts';

const FIELDS = {
  ready: ['path', 'sourceType', 'sourceId'],
  'not-ready': ['path', 'sourceType', 'sourceId'],
  'segment-create': ['path', 'segmentPath'],
  'segment-complete': ['path', 'segmentPath'],
} as const;

const event = fc.constantFrom(...HOOK_EVENTS);
/** Both inputs and outputs: the direction must not matter before the body is valid. */
const direction = fc.constantFrom('in', 'out');

/** Field names in camel case, like those of MediaMTX, or in snake case. */
function renamed(body: HookBody, snake: boolean): HookBody {
  if (!snake) return body;
  const name = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(body).map(([field, value]) => [name(field), value]));
}

const wrongField = fuzzKind({
  name: 'hook: invalid field',
  weight: 12,
  data: event.chain((to) =>
    fc.record({
      to: fc.constant(to),
      field: fc.constantFrom(...FIELDS[to]),
      value: fc.option(
        nonText.filter((value) => !isPoisoned(value)),
        { nil: undefined },
      ),
      snake: fc.boolean(),
      direction,
    }),
  ),
  check: async ({ to, field, value, snake, direction: end }, target) => {
    const body = { ...validBody(`live/${GHOST}/${end}`), [field]: value };
    return unless(await postHook(target, to, renamed(body, snake)), [422, `"field":"${field}"`]);
  },
});

const notJson = fuzzKind({
  name: 'hook: body is not JSON',
  weight: 6,
  data: fc.record({
    to: event,
    body: fc.oneof(
      anyText.filter((text) => !isJson(text)),
      fc.nat(60).map((cut) => JSON.stringify(validBody(`live/${GHOST}/in`)).slice(0, cut)),
      fc.constant(`{"__proto__":{"path":"live/${GHOST}/in"},"sourceType":"a","sourceId":"b"}`),
      fc.constant('path=live/ghost/in&sourceType=rtmpConn&sourceId=1'),
    ),
  }),
  check: async ({ to, body }, target) => unless(await postHook(target, to, body), [400, '"error"']),
});

const notAnObject = fuzzKind({
  name: 'hook: JSON is not an object',
  weight: 4,
  data: fc
    .record({ to: event, body: fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant([])) })
    .filter(({ body }) => typeof body !== 'object' || body === null || Array.isArray(body))
    .filter(({ body }) => !isPoisoned(body)),
  check: async ({ to, body }, target) =>
    unless(await postHook(target, to, JSON.stringify(body)), [422, '"detail"']),
});

const tooLarge = fuzzKind({
  name: 'hook: body too large',
  weight: 1,
  data: fc.record({ to: event, bytes: fc.integer({ min: 393_217, max: 800_000 }) }),
  check: async ({ to, bytes }, target) =>
    unless(await postHook(target, to, { ...validBody(`live/${GHOST}/in`), query: 'x'.repeat(bytes) }), [413]),
});

const oddType = fuzzKind({
  name: 'hook: unusual content type',
  weight: 2,
  data: fc.record({
    type: fc.oneof(
      fc.constantFrom(
        '',
        ';',
        'application/json;charset=',
        'multipart/form-data',
        'a/b/c',
        'application/xml',
      ),
      fc.string({ unit: fc.constantFrom(...'abc/;=" ,*+-.\t') }),
    ),
  }),
  check: async ({ type }, target) => {
    const body = validBody(`live/${GHOST}/in`);
    const answer = await postHook(target, 'not-ready', body, { 'content-type': type });
    return unless(answer, [200, '"status":"skipped"'], [415], [400]);
  },
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export const hookBodyKinds = [wrongField, notJson, notAnObject, tooLarge, oddType];
