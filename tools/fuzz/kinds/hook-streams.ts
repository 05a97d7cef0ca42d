import { join } from 'node:path';
import fc from 'fast-check';
import { fuzzKind } from '../fuzz-kind.ts';
import { anyText } from '../nonsense.ts';
import { GHOST } from '../target.ts';
import { HOOK_EVENTS, postHook, unless, validBody } from './hook-request.ts';

const nobodysBusiness = fuzzKind({
  name: 'hook: of an output, or of a stream that there is not',
  weight: 4,
  data: fc.record({
    to: fc.constantFrom(...HOOK_EVENTS, 'not-ready' as const),
    extra: fc.dictionary(
      fc.string().filter((name) => !/^(path|source|segment)/i.test(name)),
      fc.jsonValue({ maxDepth: 2 }),
    ),
  }),
  judge: async ({ to, extra }, target) => {
    const end = to === 'not-ready' ? 'in' : 'out';
    const body = { ...extra, ...validBody(`live/${GHOST}/${end}`) };
    return unless(await postHook(target, to, body), [200, '"status":"skipped"'], [400, 'JSON']);
  },
});

const lateEnd = fuzzKind({
  name: 'hook: the end of a publisher that is not the live one',
  weight: 3,
  data: fc.record({ sourceId: fc.uuid(), query: anyText }),
  judge: async ({ sourceId, query }, target) => {
    const body = { ...validBody(`live/${target.liveStreamId}/in`), sourceId, query };
    return unless(await postHook(target, 'not-ready', body), [200, '"status":"skipped"']);
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
    return unless(await postHook(target, to, body), [422, '"field":"segmentPath"']);
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
    const answer = await postHook(target, to, body);
    // One that has ended may be gone.
    if (to === 'segment-complete') return unless(answer, [200, '"status":"accepted"']);
    return unless(answer, [422, '"field":"segmentPath"']);
  },
});

export const hookStreamKinds = [nobodysBusiness, lateEnd, outsideFolder, ghostRecording];
