import { boxesBetween, findBox } from './boxes.ts';
import type { Track } from './movie.ts';
import { samplesOf, trackIdOf } from './track-run.ts';

/** A frame of the video as its container stores it. Times in ticks of its track. */
export interface VideoFrame {
  readonly decodeTime: number;
  /** Its presentation time minus its decode time. */
  readonly compositionOffset: number;
  readonly duration: number;
  readonly isKey: boolean;
  /** A view of the MP4 fragment. */
  readonly bytes: Buffer;
}

/** The bytes of a frame are outside its MP4 fragment. */
export class Mp4FragmentDataError extends Error {
  override readonly name = 'Mp4FragmentDataError';
  readonly code = 'FRAGMENT_DATA';

  constructor(what: string) {
    super(`cannot read the frames of an MP4 fragment of the recording: ${what}`);
  }
}

/**
 * The frames of a track in an MP4 fragment, in decoding order.
 *
 * @throws {Mp4FragmentDataError}
 */
export function videoFrames(fragment: Buffer, track: Pick<Track, 'id'>): VideoFrame[] {
  const movie = findBox(fragment, { body: 0, end: fragment.length }, 'moof');
  if (movie === undefined) return [];
  const frames: VideoFrame[] = [];
  for (const run of boxesBetween(fragment, movie.body, movie.end)) {
    if (run.type !== 'traf' || trackIdOf(fragment, run) !== track.id) continue;
    for (const { dataOffset, size, ...sample } of samplesOf(fragment, run)) {
      if (dataOffset === undefined)
        throw new Mp4FragmentDataError('its data offsets are not relative to it (default-base-is-moof)');
      const start = movie.start + dataOffset;
      if (start + size > fragment.length)
        throw new Mp4FragmentDataError(`a frame ends at byte ${start + size} of ${fragment.length}`);
      frames.push({ ...sample, bytes: fragment.subarray(start, start + size) });
    }
  }
  return frames;
}
