import fc from 'fast-check';
import { ask } from '../ask.ts';
import { fuzzKind } from '../fuzz-kind.ts';
import { anyText } from '../nonsense.ts';
import { GHOST } from '../target.ts';
import { HOOK_EVENTS, postHook, unless, validBody } from './hook-request.ts';

const event = fc.constantFrom(...HOOK_EVENTS);

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
    unless(await postHook(target, to, validBody(path)), [422, '"field":"path"']),
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
    .filter(({ to }) => !HOOK_EVENTS.some((known) => known === to)),
  judge: async ({ to }, target) => unless(await postHook(target, to, validBody(`live/${GHOST}/in`)), [404]),
});

export const hookAddressKinds = [wrongPath, wrongMethod, wrongEvent];
