import { expect, test } from 'vitest';
import { pathEventSchema, segmentEventSchema } from './mediamtx-hook.ts';

const EVENT = { path: 'live/a/in', sourceType: 'rtmpConn', sourceId: 'c0ffee' };

test('accepts snake case names and a null query, and drops unknown fields', () => {
  const snake = {
    path: 'live/a/in',
    source_type: 'rtmpConn',
    source_id: 'c0ffee',
    query: null,
    rtsp_port: 8554,
  };
  expect(pathEventSchema.parse(snake)).toEqual(EVENT);
  expect(segmentEventSchema.parse({ path: 'live/a/in', segment_path: '/r/a.mp4' })).toEqual({
    path: 'live/a/in',
    segmentPath: '/r/a.mp4',
  });
});

test('accepts any source type and any length of query', () => {
  const event = { ...EVENT, sourceType: 'notInventedYet', query: 'x'.repeat(20_000) };
  expect(pathEventSchema.parse(event)).toEqual(event);
});

test.each([
  [{ ...EVENT, path: undefined }, ['path']],
  [{ ...EVENT, path: '' }, ['path']],
  [{ ...EVENT, path: 7 }, ['path']],
  [{ ...EVENT, path: 'x'.repeat(4097) }, ['path']],
  [{ ...EVENT, sourceId: null }, ['sourceId']],
  [{}, ['path', 'sourceType', 'sourceId']],
  ['text', ['']],
  [[EVENT], ['']],
])('rejects event %# because of %j', (body, fields) => {
  const rejected = pathEventSchema.safeParse(body).error?.issues.map(({ path }) => path.join('.'));
  expect(rejected).toEqual(fields);
});
