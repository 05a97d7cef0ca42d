import { join } from 'node:path';
import fc from 'fast-check';
import { fuzzKind } from '../fuzz-kind.ts';
import { anyText } from '../invalid-values.ts';
import { GHOST } from '../target.ts';
import { HOOK_EVENTS, postHook, unless, validBody } from './hook-request.ts';

const ignored = fuzzKind({
  name: 'hook: output or unknown stream',
  weight: 4,
  data: fc.record({
    to: fc.constantFrom(...HOOK_EVENTS, 'not-ready' as const),
    extra: fc.dictionary(
      fc.string().filter((name) => !/^(path|source|segment)/i.test(name)),
      fc.jsonValue({ maxDepth: 2 }),
    ),
  }),
  check: async ({ to, extra }, target) => {
    const direction = to === 'not-ready' ? 'in' : 'out';
    const body = { ...extra, ...validBody(`live/${GHOST}/${direction}`) };
    return unless(await postHook(target, to, body), [200, '"status":"skipped"'], [400, 'JSON']);
  },
});

const lateEnd = fuzzKind({
  name: 'hook: end of another publisher',
  weight: 3,
  data: fc.record({ sourceId: fc.uuid(), query: anyText }),
  check: async ({ sourceId, query }, target) => {
    const body = { ...validBody(`live/${target.liveStreamId}/in`), sourceId, query };
    return unless(await postHook(target, 'not-ready', body), [200, '"status":"skipped"']);
  },
});

const outsideFolder = fuzzKind({
  name: 'hook: recording outside the folder',
  weight: 4,
  data: fc.record({
    to: fc.constantFrom('segment-create', 'segment-complete'),
    isLive: fc.boolean(),
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
  check: async ({ to, isLive, segmentPath }, target) => {
    const id = isLive ? target.liveStreamId : GHOST;
    const body = { path: `live/${id}/in`, segmentPath };
    return unless(await postHook(target, to, body), [422, '"field":"segmentPath"']);
  },
});

const missingRecording = fuzzKind({
  name: 'hook: missing recording',
  weight: 2,
  data: fc.record({
    to: fc.constantFrom('segment-create', 'segment-complete'),
    isLive: fc.boolean(),
    file: fc.stringMatching(/^[a-z]{1,20}$/),
  }),
  check: async ({ to, isLive, file }, target) => {
    const id = isLive ? target.liveStreamId : GHOST;
    const body = { path: `live/${id}/in`, segmentPath: join(target.recordingsFolder, `${file}.mp4`) };
    const answer = await postHook(target, to, body);
    // A complete recording may have been deleted.
    if (to === 'segment-complete') return unless(answer, [200, '"status":"accepted"']);
    return unless(answer, [422, '"field":"segmentPath"']);
  },
});

export const hookStreamKinds = [ignored, lateEnd, outsideFolder, missingRecording];
