import { expect, test } from 'vitest';
import { parsePath, pathOf, streamIdSchema } from './stream-id.ts';

test.each(['a', 'A-b_9', 'x'.repeat(128)])('accepts the stream id %s, alone and in paths', (id) => {
  expect(streamIdSchema.parse(id)).toBe(id);
  for (const direction of ['in', 'out'] as const) {
    expect(parsePath(pathOf(id, direction))).toEqual({ streamId: id, direction });
  }
});

test.each(['', 'a b', 'a/b', 'ä', 'a.b', 'x'.repeat(129)])(
  'rejects the stream id %j, alone and in paths',
  (id) => {
    expect(streamIdSchema.safeParse(id).success).toBe(false);
    expect(parsePath(`live/${id}/in`)).toBeUndefined();
  },
);

test.each(['live/a', 'live/a/up', '/live/a/in', 'live/a/in/', 'xlive/a/in', 'live/a/in\n'])(
  'does not parse the path %j',
  (path) => {
    expect(parsePath(path)).toBeUndefined();
  },
);
