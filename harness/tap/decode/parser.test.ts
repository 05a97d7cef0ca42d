import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCut, parseAll } from '../testing/wire.ts';
import type { ByteQueue } from './byte-queue.ts';
import { DecodeError, need, needUntil, Parser, type Parsing, skip } from './parser.ts';

/** A line that says how many bytes follow, those bytes, and as many that are passed over. */
function* records(input: ByteQueue): Parsing<string> {
  while (true) {
    const count = Number(yield* needUntil(input, '\n', 5, 'a count'));
    yield (yield* need(input, count)).toString('latin1');
    yield* skip(input, count);
  }
}

test('a parser finds the same however its input is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 50 }).filter((text) => /^[ -~]*$/.test(text))),
      anyCut,
      (texts, cut) => {
        const bytes = Buffer.from(texts.map((text) => `${text.length}\n${text}${text}`).join(''));
        expect(parseAll(records, cut(bytes))).toEqual(texts);
      },
    ),
  );
});

test('a mark that does not come is an error, told by what was read', () => {
  expect(() => parseAll(records, [Buffer.from('123456')])).toThrow(
    new DecodeError('a count is longer than 5 bytes'),
  );
});

test.each([
  ['has been stopped', (parser: Parser<string>) => parser.stop()],
  ['has thrown', (parser: Parser<string>) => expect(() => [...parser.push(Buffer.from('123456'))]).toThrow()],
])('a parser that %s finds nothing more and holds nothing', (_, end) => {
  let input: ByteQueue | undefined;
  const parser = new Parser((bytes) => {
    input = bytes;
    return records(bytes);
  });
  expect([...parser.push(Buffer.from('1\naa'))]).toEqual(['a']);
  end(parser);
  expect([...parser.push(Buffer.from('1\naa'))]).toEqual([]);
  expect([...parser.push(Buffer.from('1\naa'))]).toEqual([]);
  expect(input?.length).toBe(0);
});
