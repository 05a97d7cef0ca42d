import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCut, deflateMessage, encodeFrame, parseAll } from '../../testing/wire.ts';
import { DecodeError } from '../parser.ts';
import { OPCODE } from './frame.ts';
import { readMessages, type WebSocketMessage } from './message.ts';

const LIMIT_BYTES = 100_000;

function read(chunks: readonly Buffer[], deflate = false): WebSocketMessage[] {
  return parseAll((input) => readMessages(input, { deflate, limitBytes: LIMIT_BYTES }), chunks);
}

const anyMask = fc.option(
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
  { nil: undefined },
);
/** A message, in how many frames it goes, whether it is deflated, and whether a ping comes between its frames. */
const anyMessage = fc.record({
  content: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    fc.constant('abc'.repeat(25_000)),
  ),
  frames: fc.integer({ min: 1, max: 4 }),
  compressed: fc.boolean(),
  ping: fc.boolean(),
});

test('however messages are fragmented, masked, deflated and cut into chunks, they come out the same', () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { maxLength: 6 }), anyMask, anyCut, (messages, mask, cut) => {
      let context = Buffer.alloc(0);
      const bytes = messages.flatMap(({ content, frames, compressed, ping }) => {
        const plain = Buffer.from(content);
        const body = compressed ? deflateMessage(plain, context) : plain;
        if (compressed) context = Buffer.concat([context, plain]);
        const size = Math.ceil(body.length / frames) || 1;
        return Array.from({ length: frames }, (_, index) => [
          encodeFrame({
            opcode:
              index > 0 ? OPCODE.continuation : typeof content === 'string' ? OPCODE.text : OPCODE.binary,
            final: index === frames - 1,
            compressed: compressed && index === 0,
            mask,
            payload: body.subarray(index * size, index === frames - 1 ? undefined : (index + 1) * size),
          }),
          ...(ping ? [encodeFrame({ opcode: OPCODE.ping, mask, payload: 'still there?' })] : []),
        ]).flat();
      });
      expect(read(cut(Buffer.concat(bytes)), true)).toEqual(
        messages.map(({ content }) =>
          typeof content === 'string'
            ? { kind: 'text', data: Buffer.from(content).toString() }
            : { kind: 'binary', data: content },
        ),
      );
    }),
    { numRuns: 60 },
  );
});

test('what is unmasked is a copy: the bytes that are being forwarded stay as they are', () => {
  const bytes = encodeFrame({ opcode: OPCODE.text, mask: Buffer.from([1, 2, 3, 4]), payload: 'hello' });
  const before = Buffer.from(bytes);
  expect(read([bytes])).toEqual([{ kind: 'text', data: 'hello' }]);
  expect(bytes).toEqual(before);
});

test('nothing is read after a close frame', () => {
  const close = encodeFrame({ opcode: OPCODE.close, payload: Buffer.from([3, 232]) });
  expect(read([close, Buffer.from('not a frame')])).toEqual([]);
});

test.each([
  ['in one frame', [{ final: true, payload: 'x'.repeat(LIMIT_BYTES + 1) }]],
  [
    'in two',
    [
      { final: false, payload: 'x'.repeat(LIMIT_BYTES) },
      { final: true, opcode: OPCODE.continuation, payload: 'x' },
    ],
  ],
])('a message over the limit, %s, is passed over; the next one is read', (_, frames) => {
  const bytes = frames.map((frame) => encodeFrame({ opcode: OPCODE.binary, ...frame }));
  const next = encodeFrame({ opcode: OPCODE.text, payload: 'next' });
  expect(read([...bytes, next])).toEqual([{ kind: 'too-long' }, { kind: 'text', data: 'next' }]);
});

test('a compressed message that is too long takes its context with it', () => {
  const bytes = encodeFrame({
    opcode: OPCODE.text,
    compressed: true,
    payload: Buffer.alloc(LIMIT_BYTES + 1),
  });
  expect(() => read([bytes], true)).toThrow(DecodeError);
});

test('so does one that becomes too long', () => {
  const payload = deflateMessage(Buffer.alloc(LIMIT_BYTES + 1), Buffer.alloc(0));
  expect(() => read([encodeFrame({ opcode: OPCODE.text, compressed: true, payload })], true)).toThrow(
    /could not be inflated.*larger than/,
  );
});

test.each([
  ['an unknown opcode', [{ opcode: 3 }], 'opcode 3'],
  ['a continuation of nothing', [{ opcode: OPCODE.continuation }], 'not in order'],
  [
    'a message within another',
    [{ opcode: OPCODE.text, final: false }, { opcode: OPCODE.text }],
    'not in order',
  ],
  ['compression that was not agreed on', [{ opcode: OPCODE.text, compressed: true }], 'unannounced'],
  ['a fragmented ping', [{ opcode: OPCODE.ping, final: false }], 'control frame'],
  ['a long ping', [{ opcode: OPCODE.ping, payload: 'x'.repeat(126) }], 'control frame'],
])('%s is said to be wrong', (_, frames, message) => {
  expect(() => read(frames.map(encodeFrame))).toThrow(message);
});

test.each([
  ['a reserved bit', [0xa1, 0], 'extension'],
  [
    'a length beyond all bounds',
    [0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    '18446744073709551615 bytes',
  ],
])('%s is said to be wrong', (_, bytes, message) => {
  expect(() => read([Buffer.from(bytes)])).toThrow(message);
});
