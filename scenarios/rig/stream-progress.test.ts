import { expect, test } from 'vitest';
import { describeProgress } from './stream-progress.ts';

test('describes the progress of a stream in words', () => {
  expect(describeProgress({ processed: 1 })).toBe('1 fragment is answered');
  expect(describeProgress({ processed: 1, sent: 2 })).toBe('2 fragments are sent, 1 answered');
  expect(describeProgress({ fallback: 3 })).toBe('3 fragments have fallen back');
  expect(describeProgress({ airedS: 5.2 })).toBe('5.2 s are aired');
  expect(describeProgress({ sent: 3, airedS: 5.2 })).toBe('3 fragments are sent, 5.2 s are aired');
});
