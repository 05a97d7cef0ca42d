import { expect, test } from 'vitest';
import { PcmHistory } from './pcm-history.ts';

function tape(...texts: string[]): PcmHistory {
  const made = new PcmHistory();
  for (const text of texts) made.push(Buffer.from(text));
  return made;
}

function read(from: PcmHistory, start: number, end: number): string {
  return Buffer.concat(from.read(start, end)).toString();
}

test('reads between two offsets, across chunks', () => {
  const made = tape('abc', 'def', 'ghi');
  expect([made.start, made.end]).toEqual([0, 9]);
  expect(read(made, 0, 9)).toBe('abcdefghi');
  expect(read(made, 2, 7)).toBe('cdefg');
  expect(read(made, 4, 5)).toBe('e');
  expect(read(made, 7, 7)).toBe('');
  expect(read(made, 8, 4)).toBe('');
  expect(read(made, 8, 99)).toBe('i');
});

test('discards whole chunks and keeps offsets', () => {
  const made = tape('abc', 'def', 'ghi');
  made.discardBefore(5);
  expect(made.start).toBe(3);
  expect(read(made, 4, 8)).toBe('efgh');
  made.discardBefore(9);
  made.push(Buffer.from('jkl'));
  expect([made.start, made.end]).toEqual([9, 12]);
  expect(read(made, 0, 11)).toBe('jk');
});
