const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

/** A box of an MP4 (ISO/IEC 14496-12, 4.2), as places in the buffer that holds it. */
export interface Box {
  readonly type: string;
  readonly start: number;
  /** Where what it holds begins, behind its size and type. */
  readonly body: number;
  readonly end: number;
}

/**
 * The box at a place.
 *
 * @returns `undefined` while its size is not known: its header is cut off, or it says that it goes on to the end
 *   of the file, which is not known while that grows; its `end` may lie behind the end of the buffer
 */
export function boxAt(buffer: Buffer, start: number): Box | undefined {
  if (start + HEADER_BYTES > buffer.length) return undefined;
  const type = buffer.toString('latin1', start + 4, start + HEADER_BYTES);
  const size = buffer.readUInt32BE(start);
  if (size >= HEADER_BYTES) return { type, start, body: start + HEADER_BYTES, end: start + size };
  if (size !== 1 || start + LARGE_HEADER_BYTES > buffer.length) return undefined;
  const largeSize = Number(buffer.readBigUInt64BE(start + HEADER_BYTES));
  if (largeSize < LARGE_HEADER_BYTES) return undefined;
  return { type, start, body: start + LARGE_HEADER_BYTES, end: start + largeSize };
}

/** The boxes that lie whole between two places, in their order. */
export function* boxesBetween(buffer: Buffer, from: number, to: number): Generator<Box, void, undefined> {
  let start = from;
  while (start < to) {
    const box = boxAt(buffer, start);
    if (box === undefined || box.end > to) return;
    yield box;
    start = box.end;
  }
}

/** The first box that is reached by these types, each inside the one before it. */
export function findBox(
  buffer: Buffer,
  outer: Pick<Box, 'body' | 'end'>,
  ...types: string[]
): Box | undefined {
  const [type, ...inner] = types;
  for (const box of boxesBetween(buffer, outer.body, outer.end)) {
    if (box.type === type) return inner.length === 0 ? box : findBox(buffer, box, ...inner);
  }
  return undefined;
}
