import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import type { ByteQueue } from '../decode/byte-queue.ts';
import { Parser, type Parsing } from '../decode/parser.ts';

/** A part of a message in a websocket frame. */
export interface FrameSpec {
  readonly opcode: number;
  readonly final?: boolean;
  readonly compressed?: boolean;
  readonly mask?: Buffer | undefined;
  readonly payload?: Buffer | string;
}

export function encodeFrame({
  opcode,
  final = true,
  compressed = false,
  mask,
  payload = '',
}: FrameSpec): Buffer {
  const bytes = Buffer.from(payload);
  const flag = mask === undefined ? 0 : 0x80;
  const first = (final ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode;
  const head =
    bytes.length < 126
      ? Buffer.from([first, flag | bytes.length])
      : bytes.length < 65_536
        ? Buffer.from([first, flag | 126, bytes.length >> 8, bytes.length & 0xff])
        : Buffer.from([first, flag | 127, ...lengthOf64Bits(bytes.length)]);
  if (mask === undefined) return Buffer.concat([head, bytes]);
  return Buffer.concat([head, mask, bytes.map((byte, at) => byte ^ (mask[at % 4] ?? 0))]);
}

function lengthOf64Bits(length: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return bytes;
}

/** Deflates as permessage-deflate does, `before` being what the context was taken over from. */
export function deflateMessage(message: Buffer, before: Buffer): Buffer {
  const dictionary = before.subarray(-32_768);
  const deflated = deflateRawSync(message, {
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary.length === 0 ? {} : { dictionary }),
  });
  return deflated.subarray(0, -4);
}

export function encodeHead(firstLine: string, headers: Readonly<Record<string, string | number>>): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${firstLine}\r\n${fields.join('')}\r\n`;
}

/** A request or a response, its body framed by its length. */
export function encodeHttp(
  firstLine: string,
  body: Buffer | string = '',
  headers: Readonly<Record<string, string | number>> = {},
): Buffer {
  const bytes = Buffer.from(body);
  const head = encodeHead(firstLine, { 'Content-Length': bytes.length, ...headers });
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** A body as chunks of `size` bytes, with an extension and a trailer. */
export function encodeChunked(body: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size);
    parts.push(Buffer.from(`${part.length.toString(16)};x=y\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\nX-Trailer: 1\r\n\r\n')]);
}

/** Cuts bytes into chunks, given where: fractions of their length. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const marks = [...places.map((place) => Math.floor(place * bytes.length)), bytes.length].sort(
    (a, b) => a - b,
  );
  let from = 0;
  return marks.map((to) => {
    const chunk = bytes.subarray(from, to);
    from = to;
    return chunk;
  });
}

/** Above this, bytes are not cut one by one: it would take long and show nothing new. */
const ONE_BY_ONE_UP_TO = 5000;

/** Any way to cut bytes into a few chunks, or into single bytes. */
export const anyCut = fc
  .record({
    oneByOne: fc.boolean(),
    places: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
  })
  .map(({ oneByOne, places }) => (bytes: Buffer) => {
    if (!oneByOne || bytes.length > ONE_BY_ONE_UP_TO) return cut(bytes, places);
    return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  });

/** All that a parser finds in these chunks. */
export function parseAll<Found>(
  parse: (input: ByteQueue) => Parsing<Found>,
  chunks: readonly Buffer[],
): Found[] {
  const parser = new Parser(parse);
  return [...chunks.flatMap((chunk) => [...parser.push(chunk)]), ...parser.end()];
}
