import { join } from 'node:path';
import fc from 'fast-check';
import { type Answer, ask } from '../ask.ts';
import { fuzzKind } from '../fuzz-kind.ts';
import { anyText, notAText } from '../nonsense.ts';
import { GHOST, type Target } from '../target.ts';

const EVENTS = ['ready', 'not-ready', 'segment-create', 'segment-complete'] as const;
const FIELDS = {
  ready: ['path', 'sourceType', 'sourceId'],
  'not-ready': ['path', 'sourceType', 'sourceId'],
  'segment-create': ['path', 'segmentPath'],
  'segment-complete': ['path', 'segmentPath'],
} as const;

const event = fc.constantFrom(...EVENTS);
/** Of inputs and outputs alike: which of them it is must not matter before the body is right. */
const direction = fc.constantFrom('in', 'out');

interface HookBody {
  readonly [field: string]: unknown;
}

function validBody(path: string): HookBody {
  return { path, query: '', sourceType: 'rtmpConn', sourceId: 'fuzz', segmentPath: '/nowhere/a.mp4' };
}

/** MediaMTX's own names, and those that others give them. */
function renamed(body: HookBody, snake: boolean): HookBody {
  if (!snake) return body;
  const name = (field: string): string => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(body).map(([field, value]) => [name(field), value]));
}

async function post(target: Target, to: string, body: unknown, headers = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = { 'content-type': 'application/json', ...headers };
  const path = `/v1/mediamtx/events/${to}`;
  return await ask(target.mediaServiceUrl, { method: 'POST', path, headers: type, body: text });
}

/** @param allowed a status, and what the body must hold with it */
function unless(answer: Answer, ...allowed: readonly (readonly [number, ...string[]])[]): string | undefined {
  const isRight = allowed.some(
    ([status, ...parts]) => answer.status === status && parts.every((part) => answer.body.includes(part)),
  );
  const told = allowed.map(([status, ...parts]) => [status, ...parts].join(' with ')).join(', or ');
  return isRight ? undefined : `expected ${told}; got ${answer.status} ${answer.body.slice(0, 300)}`;
}

const wrongField = fuzzKind({
  name: 'hook: a field is wrong',
  weight: 12,
  data: event.chain((to) =>
    fc.record({
      to: fc.constant(to),
      field: fc.constantFrom(...FIELDS[to]),
      value: fc.option(notAText, { nil: undefined }),
      snake: fc.boolean(),
      direction,
    }),
  ),
  judge: async ({ to, field, value, snake, direction: end }, target) => {
    const body = { ...validBody(`live/${GHOST}/${end}`), [field]: value };
    return unless(await post(target, to, renamed(body, snake)), [422, `"field":"${field}"`]);
  },
});

const wrongPath = fuzzKind({
  name: 'hook: a path that is none of ours',
  weight: 10,
  data: fc.record({
    to: event,
    path: fc.oneof(
      anyText.filter((text) => text !== '' && !/^live\/[\w-]{1,128}\/(in|out)$/.test(text)),
      anyText.filter((text) => !/^[\w-]{1,128}$/.test(text)).map((id) => `live/${id}/in`),
      fc.constantFrom(`live/${GHOST}/in/`, `/live/${GHOST}/in`, `live/${GHOST}/IN`, `live//in`, 'live/../in'),
      fc.integer({ min: 129, max: 5000 }).map((length) => `live/${'a'.repeat(length)}/in`),
      fc.constantFrom(`live/${GHOST}/in\n`, `live/${GHOST}/in\0`, `live/${GHOST}/in?x=1`),
    ),
  }),
  judge: async ({ to, path }, target) =>
    unless(await post(target, to, validBody(path)), [422, '"field":"path"']),
});

const notJson = fuzzKind({
  name: 'hook: a body that is no JSON',
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
  judge: async ({ to, body }, target) => unless(await post(target, to, body), [400, '"error"']),
});

const notAnObject = fuzzKind({
  name: 'hook: JSON that is no object',
  weight: 4,
  data: fc
    .record({ to: event, body: fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant([])) })
    .filter(({ body }) => typeof body !== 'object' || body === null || Array.isArray(body)),
  judge: async ({ to, body }, target) =>
    unless(await post(target, to, JSON.stringify(body)), [422, '"detail"']),
});

const tooLarge = fuzzKind({
  name: 'hook: a body that is too large',
  weight: 1,
  data: fc.record({ to: event, bytes: fc.integer({ min: 65_537, max: 300_000 }) }),
  judge: async ({ to, bytes }, target) =>
    unless(await post(target, to, { ...validBody(`live/${GHOST}/in`), query: 'x'.repeat(bytes) }), [413]),
});

const wrongMethod = fuzzKind({
  name: 'hook: a method other than POST',
  weight: 3,
  data: fc.record({ to: event, method: fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD') }),
  judge: async ({ to, method }, target) =>
    unless(await ask(target.mediaServiceUrl, { method, path: `/v1/mediamtx/events/${to}` }), [405]),
});

const wrongEvent = fuzzKind({
  name: 'hook: an event that there is not',
  weight: 3,
  data: fc
    .record({
      to: fc.oneof(
        fc.constantFrom('READY', 'ready/', 'ready/x', 'segment', 'toString', '__proto__', ''),
        fc.string().map(encodeURIComponent),
      ),
    })
    .filter(({ to }) => !EVENTS.some((known) => known === to)),
  judge: async ({ to }, target) => unless(await post(target, to, validBody(`live/${GHOST}/in`)), [404]),
});

const nobodysBusiness = fuzzKind({
  name: 'hook: of an output, or of a stream that there is not',
  weight: 4,
  data: fc.record({
    to: fc.constantFrom(...EVENTS, 'not-ready' as const),
    extra: fc.dictionary(
      fc.string().filter((name) => !/^(path|source|segment)/i.test(name)),
      fc.jsonValue({ maxDepth: 2 }),
    ),
  }),
  judge: async ({ to, extra }, target) => {
    const end = to === 'not-ready' ? 'in' : 'out';
    const body = { ...extra, ...validBody(`live/${GHOST}/${end}`) };
    return unless(await post(target, to, body), [200, '"status":"skipped"'], [400, 'JSON']);
  },
});

const lateEnd = fuzzKind({
  name: 'hook: the end of a publisher that is not the live one',
  weight: 3,
  data: fc.record({ sourceId: fc.uuid(), query: anyText }),
  judge: async ({ sourceId, query }, target) => {
    const body = { ...validBody(`live/${target.liveStreamId}/in`), sourceId, query };
    return unless(await post(target, 'not-ready', body), [200, '"status":"skipped"']);
  },
});

const outsideFolder = fuzzKind({
  name: 'hook: a recording that is not in the folder',
  weight: 4,
  data: fc.record({
    to: fc.constantFrom('segment-create', 'segment-complete'),
    ofLive: fc.boolean(),
    segmentPath: fc.oneof(
      fc.constantFrom(
        '/etc/passwd',
        '../../etc/passwd',
        '.',
        '/',
        'a\0.mp4',
        'live/../../x.mp4',
        '/proc/self/mem',
      ),
      anyText.filter((text) => text !== '').map((text) => `/nowhere/${text}`),
    ),
  }),
  judge: async ({ to, ofLive, segmentPath }, target) => {
    const id = ofLive ? target.liveStreamId : GHOST;
    const body = { path: `live/${id}/in`, segmentPath };
    return unless(await post(target, to, body), [422, '"field":"segmentPath"']);
  },
});

const ghostRecording = fuzzKind({
  name: 'hook: a recording that is not there, of the live stream too',
  weight: 2,
  data: fc.record({
    to: fc.constantFrom('segment-create', 'segment-complete'),
    ofLive: fc.boolean(),
    file: fc.stringMatching(/^[a-z]{1,20}$/),
  }),
  judge: async ({ to, ofLive, file }, target) => {
    const id = ofLive ? target.liveStreamId : GHOST;
    const body = { path: `live/${id}/in`, segmentPath: join(target.recordingsFolder, `${file}.mp4`) };
    const answer = await post(target, to, body);
    // One that has ended may be gone.
    if (to === 'segment-complete') return unless(answer, [200, '"status":"accepted"']);
    return unless(answer, [422, '"field":"segmentPath"']);
  },
});

const oddType = fuzzKind({
  name: 'hook: an odd content type',
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
  judge: async ({ type }, target) => {
    const body = validBody(`live/${GHOST}/in`);
    const answer = await post(target, 'not-ready', body, { 'content-type': type });
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

export const hookKinds = [
  wrongField,
  wrongPath,
  notJson,
  notAnObject,
  tooLarge,
  wrongMethod,
  wrongEvent,
  nobodysBusiness,
  lateEnd,
  outsideFolder,
  ghostRecording,
  oddType,
];
