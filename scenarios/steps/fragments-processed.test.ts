import { expect, test } from 'vitest';
import { isSessionOver } from './fragments-processed.ts';

test.each<[readonly string[], boolean]>([
  [[], false],
  [['stream:init', 'stream:ready', 'fragment:data', 'fragment:processed'], false],
  [['stream:init', 'fragment:data', 'stream:end'], false],
  [['stream:init', 'fragment:data', 'stream:complete'], true],
  [['stream:init', 'stream:complete', 'fragment:ack'], true],
  [['stream:init', 'stream:complete', 'stream:init'], false],
])('after %j the session has ended: %s', (names, isOver) => {
  expect(isSessionOver(names.map((event) => ({ event })))).toBe(isOver);
});
