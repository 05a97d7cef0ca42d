const BOX_HEADER_BYTES = 8;
const LARGE_BOX_HEADER_BYTES = 16;

/**
 * Whether these first bytes of a fragmented MP4 hold its index and a first piece of media, which is what a
 * probe needs. Walks the top-level boxes (ISO/IEC 14496-12, 4.2).
 */
export function hasFirstFragment(head: Buffer): boolean {
  let offset = 0;
  while (offset + BOX_HEADER_BYTES <= head.length) {
    const type = head.toString('latin1', offset + 4, offset + BOX_HEADER_BYTES);
    const size = boxSize(head, offset);
    if (size === undefined || offset + size > head.length) return false;
    if (type === 'mdat') return true;
    offset += size;
  }
  return false;
}

function boxSize(head: Buffer, offset: number): number | undefined {
  const size = head.readUInt32BE(offset);
  if (size === 1) {
    if (offset + LARGE_BOX_HEADER_BYTES > head.length) return undefined;
    return Number(head.readBigUInt64BE(offset + BOX_HEADER_BYTES));
  }
  // 0 means "to the end of the file", which is not known while it grows.
  return size < BOX_HEADER_BYTES ? undefined : size;
}
