import { type Box, boxesBetween, findBox } from './boxes.ts';

/** A track in the index of a recording. */
export interface Track {
  readonly id: number;
  readonly kind: 'video' | 'audio' | 'other';
  /** Ticks per second. */
  readonly timescale: number;
  /** Its sample description as bytes: codec, size, parameter sets. */
  readonly description: Buffer;
}

/** Version 0 of a box has 32-bit times, version 1 has 64-bit times. */
const FULL_BOX_BYTES = 4;
const SHORT_TIMES_BYTES = 8;
const LONG_TIMES_BYTES = 16;

/** Returns the tracks of a movie. @param head the first boxes of a recording, including `moov` */
export function readTracks(head: Buffer): Track[] {
  const movie = findBox(head, { body: 0, end: head.length }, 'moov');
  if (movie === undefined) return [];
  return [...boxesBetween(head, movie.body, movie.end)]
    .filter(({ type }) => type === 'trak')
    .flatMap((track) => readTrack(head, track) ?? []);
}

function readTrack(head: Buffer, track: Box): Track | undefined {
  const header = findBox(head, track, 'tkhd');
  const media = findBox(head, track, 'mdia', 'mdhd');
  const handler = findBox(head, track, 'mdia', 'hdlr');
  const description = findBox(head, track, 'mdia', 'minf', 'stbl', 'stsd');
  if (!header || !media || !handler || !description) return undefined;
  const type = head.toString('latin1', handler.body + 8, handler.body + 12);
  return {
    id: head.readUInt32BE(afterTimes(head, header)),
    kind: type === 'vide' ? 'video' : type === 'soun' ? 'audio' : 'other',
    timescale: head.readUInt32BE(afterTimes(head, media)),
    description: head.subarray(description.body, description.end),
  };
}

/** The offset after the creation and modification times of a header. */
function afterTimes(buffer: Buffer, { body }: Box): number {
  return body + FULL_BOX_BYTES + (buffer.readUInt8(body) === 1 ? LONG_TIMES_BYTES : SHORT_TIMES_BYTES);
}
