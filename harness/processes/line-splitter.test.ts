import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

function split(...chunks: Buffer[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

test('lines come out whole however the bytes are cut', () => {
  const bytes = Buffer.from('one\ntwo — three\r\nfour\rfive');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const lines = split(bytes.subarray(0, cut), bytes.subarray(cut));
    expect(lines).toEqual(['one', 'two — three', 'four', 'five']);
  }
});

test('a line without an end does not grow for ever', () => {
  const lines = split(...Array.from({ length: 5 }, () => Buffer.alloc(40_000, 'x')));
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join('')).toHaveLength(200_000);
});
