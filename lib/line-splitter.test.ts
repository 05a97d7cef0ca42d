import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

function linesOf(chunks: readonly Buffer[], atEnd = true): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  if (atEnd) splitter.end();
  return lines;
}

test('emits a line when it is complete', () => {
  expect(linesOf([Buffer.from('one\ntwo\r\nthr')], false)).toEqual(['one', 'two']);
  expect(linesOf([Buffer.from('one\ntwo\r\nthr')])).toEqual(['one', 'two', 'thr']);
});

test('splits at carriage returns and drops empty lines', () => {
  expect(linesOf([Buffer.from('frame=1\rframe=2\r\n\n\nend\n')])).toEqual(['frame=1', 'frame=2', 'end']);
});

test('cuts a line that is too long', () => {
  const lines = linesOf(
    Array.from({ length: 100 }, () => Buffer.alloc(1024, 'x')),
    false,
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]?.length).toBe(65 * 1024);
});

test('emits the same lines however the bytes are split into chunks', () => {
  const text = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }).filter((line) => !/[\r\n]/.test(line)));
  fc.assert(
    fc.property(text, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 7 }), (lines, end, size) => {
      const whole = Buffer.from(lines.map((line) => line + end).join(''));
      const chunks = Array.from({ length: Math.ceil(whole.length / size) }, (_, n) =>
        whole.subarray(n * size, (n + 1) * size),
      );
      expect(linesOf(chunks)).toEqual(lines);
    }),
  );
});
