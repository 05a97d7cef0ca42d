import fc from 'fast-check';
import { fuzzKind } from '../fuzz-kind.ts';
import { sendRequest } from '../http-client.ts';
import { anyText } from '../invalid-values.ts';
import { GHOST } from '../target.ts';
import { HOOK_EVENTS, postHook, unless, validBody } from './hook-request.ts';

const event = fc.constantFrom(...HOOK_EVENTS);

const wrongPath = fuzzKind({
  name: 'hook: unknown path',
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
  check: async ({ to, path }, target) =>
    unless(await postHook(target, to, validBody(path)), [422, '"field":"path"']),
});

const wrongMethod = fuzzKind({
  name: 'hook: method other than POST',
  weight: 3,
  data: fc.record({ to: event, method: fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD') }),
  check: async ({ to, method }, target) =>
    unless(await sendRequest(target.mediaServiceUrl, { method, path: `/v1/mediamtx/events/${to}` }), [405]),
});

const wrongEvent = fuzzKind({
  name: 'hook: unknown event',
  weight: 3,
  data: fc
    .record({
      to: fc.oneof(
        fc.constantFrom('READY', 'ready/', 'ready/x', 'segment', 'toString', '__proto__', ''),
        fc.string().map(encodeURIComponent),
      ),
    })
    .filter(({ to }) => !HOOK_EVENTS.some((known) => known === to)),
  check: async ({ to }, target) => unless(await postHook(target, to, validBody(`live/${GHOST}/in`)), [404]),
});

export const hookAddressKinds = [wrongPath, wrongMethod, wrongEvent];
