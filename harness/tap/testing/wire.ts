import fc from 'fast-check';

export const OPCODE = { text: 1, binary: 2 } as const;

/** A WebSocket frame that is not compressed. */
export function encodeFrame(opcode: number, payload: Buffer | string, mask?: Buffer): Buffer {
  const bytes = Buffer.from(payload);
  const maskFlag = mask === undefined ? 0 : 0x80;
  const first = 0x80 | opcode;
  const head =
    bytes.length < 126
      ? Buffer.from([first, maskFlag | bytes.length])
      : Buffer.from([first, maskFlag | 126, bytes.length >> 8, bytes.length & 0xff]);
  if (mask === undefined) return Buffer.concat([head, bytes]);
  return Buffer.concat([head, mask, bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

export function encodeHead(firstLine: string, headers: Readonly<Record<string, string | number>>): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${firstLine}\r\n${fields.join('')}\r\n`;
}

/** A request or response with a Content-Length. */
export function encodeHttp(
  firstLine: string,
  body: Buffer | string = '',
  headers: Readonly<Record<string, string | number>> = {},
): Buffer {
  const bytes = Buffer.from(body);
  const head = encodeHead(firstLine, { 'Content-Length': bytes.length, ...headers });
  return Buffer.concat([Buffer.from(head), bytes]);
}

/** A body in chunks of `size` bytes, with an extension and a trailer. */
export function encodeChunked(body: Buffer, size: number): Buffer {
  const parts: Buffer[] = [];
  for (let start = 0; start < body.length; start += size) {
    const part = body.subarray(start, start + size);
    parts.push(Buffer.from(`${part.length.toString(16)};x=y\r\n`), part, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\nX-Trailer: 1\r\n\r\n')]);
}

/** Splits bytes at the given fractions of their length. */
function split(bytes: Buffer, fractions: readonly number[]): Buffer[] {
  const ends = [...fractions.map((fraction) => Math.floor(fraction * bytes.length)), bytes.length].sort(
    (a, b) => a - b,
  );
  let start = 0;
  return ends.map((end) => {
    const chunk = bytes.subarray(start, end);
    start = end;
    return chunk;
  });
}

/** Longer input is not split into single bytes, which would be slow. */
const MAX_SINGLE_BYTES = 5000;

/** Any way to split bytes into a few chunks, or into single bytes. */
export const anySplit = fc
  .record({
    singleBytes: fc.boolean(),
    fractions: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
  })
  .map(({ singleBytes, fractions }) => (bytes: Buffer) => {
    if (!singleBytes || bytes.length > MAX_SINGLE_BYTES) return split(bytes, fractions);
    return Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
  });
