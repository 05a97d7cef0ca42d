import { expect, test } from 'vitest';
import { tellMoment } from './moment.ts';

test('a moment in words', () => {
  expect(tellMoment({ processed: 1 })).toBe('1 fragment is answered');
  expect(tellMoment({ processed: 1, sent: 2 })).toBe('2 fragments are sent, 1 answered');
  expect(tellMoment({ fallback: 3 })).toBe('3 fragments are given up');
  expect(tellMoment({ airedS: 5.2 })).toBe('5.2 s are aired');
  expect(tellMoment({ sent: 3, airedS: 5.2 })).toBe('3 fragments are sent, 5.2 s are aired');
});
