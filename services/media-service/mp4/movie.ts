import { type Box, boxesBetween, findBox } from './boxes.ts';

/** A track as a recording's index tells it. */
export interface Track {
  readonly id: number;
  readonly kind: 'video' | 'audio' | 'other';
  /** Ticks a second that its times are counted in. */
  readonly timescale: number;
  /** Its sample description, as it stands: codec, size, parameter sets. */
  readonly description: Buffer;
}

/** Version 0 of a box has times of 32 bits, version 1 of 64. */
const FULL_BOX_BYTES = 4;
const SHORT_TIMES_BYTES = 8;
const LONG_TIMES_BYTES = 16;

/** The tracks of a movie. @param head a recording's first boxes, `moov` among them */
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

/** Where a header goes on behind its times of creation and change. */
function afterTimes(buffer: Buffer, { body }: Box): number {
  return body + FULL_BOX_BYTES + (buffer.readUInt8(body) === 1 ? LONG_TIMES_BYTES : SHORT_TIMES_BYTES);
}
