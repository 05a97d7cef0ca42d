const HEADER_BYTES = 8;
const LARGE_HEADER_BYTES = 16;

/** A box of an MP4 (ISO/IEC 14496-12, 4.2), as offsets in a buffer. */
export interface Box {
  readonly type: string;
  readonly start: number;
  /** Start of its content, after size and type. */
  readonly body: number;
  readonly end: number;
}

/**
 * Returns the box at an offset. Its `end` may be beyond the end of the buffer.
 *
 * @returns `undefined` while its size is unknown: its header is incomplete, or it extends to the end of a file that is
 *   still growing
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

/** The complete boxes between two offsets, in order. */
export function* boxesBetween(buffer: Buffer, from: number, to: number): Generator<Box, void, undefined> {
  let start = from;
  while (start < to) {
    const box = boxAt(buffer, start);
    if (box === undefined || box.end > to) return;
    yield box;
    start = box.end;
  }
}

/** The first box at a path of nested types. */
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
