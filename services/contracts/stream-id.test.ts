import { expect, test } from 'vitest';
import { parsePath, pathOf, streamIdSchema } from './stream-id.ts';

test.each(['a', 'A-b_9', 'x'.repeat(128)])('%s is the id of a stream and its paths', (id) => {
  expect(streamIdSchema.parse(id)).toBe(id);
  for (const direction of ['in', 'out'] as const) {
    expect(parsePath(pathOf(id, direction))).toEqual({ streamId: id, direction });
  }
});

test.each(['', 'a b', 'a/b', 'ä', 'a.b', 'x'.repeat(129)])('%j is no id, and in no path', (id) => {
  expect(streamIdSchema.safeParse(id).success).toBe(false);
  expect(parsePath(`live/${id}/in`)).toBeUndefined();
});

test.each(['live/a', 'live/a/up', '/live/a/in', 'live/a/in/', 'xlive/a/in', 'live/a/in\n'])(
  '%j is no path of a stream',
  (path) => {
    expect(parsePath(path)).toBeUndefined();
  },
);
