import { open } from 'node:fs/promises';

/** MediaMTX's own box in the header of a recording: version and flags, stream id, number, DTS and wall clock. */
const BOX = 'mtxi';
/** Of the DTS, in nanoseconds, from the box's name on. */
const DTS_OFFSET = 4 + 4 + 16 + 8;
const NANOSECONDS = 1e9;
/** The header comes first and is short. */
const LOOK_IN_BYTES = 64 * 1024;

/**
 * When a recording of MediaMTX begins on the clock of its publisher. In the file itself everything begins at 0.
 *
 * @returns undefined for a file that MediaMTX has not written
 */
export async function recordingStartS(file: string): Promise<number | undefined> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(LOOK_IN_BYTES), position: 0 });
  const box = buffer.subarray(0, bytesRead).indexOf(BOX);
  if (box < 0 || box + DTS_OFFSET + 8 > bytesRead) return undefined;
  return Number(buffer.readBigInt64BE(box + DTS_OFFSET)) / NANOSECONDS;
}
