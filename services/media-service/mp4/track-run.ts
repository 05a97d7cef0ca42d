import { type Box, boxesBetween, findBox } from './boxes.ts';

/** A sample of a track: a video frame or an audio packet. Times in ticks of the track. */
export interface Sample {
  readonly decodeTime: number;
  readonly compositionOffset: number;
  readonly duration: number;
  readonly isKey: boolean;
  /** In bytes. */
  readonly size: number;
  /** Its first byte, relative to the `moof` box; `undefined` when it is stored relative to the file. */
  readonly dataOffset: number | undefined;
}

/** Flags of `tfhd` and `trun` for the presence of fields (ISO/IEC 14496-12, 8.8.7 and 8.8.8). */
const TFHD = { baseOffset: 0x1, descriptionIndex: 0x2, duration: 0x8, size: 0x10, flags: 0x20 } as const;
const TRUN = {
  dataOffset: 0x1,
  firstFlags: 0x4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  offset: 0x800,
} as const;
const NOT_A_KEY = 0x1_0000;

/** The id of the track of a `traf` box. */
export function trackIdOf(buffer: Buffer, fragment: Box): number | undefined {
  const header = findBox(buffer, fragment, 'tfhd');
  return header === undefined ? undefined : buffer.readUInt32BE(header.body + 4);
}

/** The offset of the 64-bit decode time of a `traf` box; `undefined` without one. */
export function decodeTimeOffset(buffer: Buffer, fragment: Box): number | undefined {
  const time = findBox(buffer, fragment, 'tfdt');
  return time !== undefined && buffer.readUInt8(time.body) === 1 ? time.body + 4 : undefined;
}

/** The samples of a `traf` box, in order. */
export function* samplesOf(buffer: Buffer, fragment: Box): Generator<Sample, void, undefined> {
  const offset = decodeTimeOffset(buffer, fragment);
  if (offset === undefined) return;
  let decodeTime = Number(buffer.readBigUInt64BE(offset));
  const defaults = sampleDefaults(buffer, fragment);
  let nextData = 0;
  for (const run of boxesBetween(buffer, fragment.body, fragment.end)) {
    if (run.type !== 'trun') continue;
    const { flags, take } = fieldsOf(buffer, run);
    const count = take();
    if ((flags & TRUN.dataOffset) !== 0) nextData = take() | 0;
    const firstFlags = (flags & TRUN.firstFlags) === 0 ? undefined : take();
    for (let n = 0; n < count; n++) {
      const duration = (flags & TRUN.duration) === 0 ? defaults.duration : take();
      const size = (flags & TRUN.size) === 0 ? defaults.size : take();
      const own = (flags & TRUN.flags) === 0 ? defaults.flags : take();
      const isKey = ((n === 0 ? (firstFlags ?? own) : own) & NOT_A_KEY) === 0;
      // Version 0 is unsigned, but some muxers write negative offsets to it.
      const compositionOffset = (flags & TRUN.offset) === 0 ? 0 : take() | 0;
      const dataOffset = defaults.hasOwnBase ? undefined : nextData;
      yield { decodeTime, compositionOffset, duration, isKey, size, dataOffset };
      decodeTime += duration;
      nextData += size;
    }
  }
}

interface SampleDefaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
  /** Whether the data offsets of the fragment are relative to another place than its `moof` box. */
  readonly hasOwnBase: boolean;
}

function sampleDefaults(buffer: Buffer, fragment: Box): SampleDefaults {
  const header = findBox(buffer, fragment, 'tfhd');
  if (header === undefined) return { duration: 0, size: 0, flags: 0, hasOwnBase: false };
  const { flags, take, skip } = fieldsOf(buffer, header);
  skip();
  const hasOwnBase = (flags & TFHD.baseOffset) !== 0;
  if (hasOwnBase) [skip(), skip()];
  if ((flags & TFHD.descriptionIndex) !== 0) skip();
  const duration = (flags & TFHD.duration) === 0 ? 0 : take();
  const size = (flags & TFHD.size) === 0 ? 0 : take();
  return { duration, size, flags: (flags & TFHD.flags) === 0 ? 0 : take(), hasOwnBase };
}

/** A reader for the consecutive 32-bit fields of a box. */
function fieldsOf(buffer: Buffer, box: Box) {
  let offset = box.body + 4;
  const take = (): number => {
    offset += 4;
    return buffer.readUInt32BE(offset - 4);
  };
  const skip = (): void => {
    offset += 4;
  };
  return { flags: buffer.readUInt32BE(box.body) & 0xff_ffff, take, skip };
}
