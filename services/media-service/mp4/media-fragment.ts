import { boxesBetween, findBox } from './boxes.ts';
import type { Track } from './movie.ts';
import { decodeTimePlace, samplesOf, trackIdOf } from './track-run.ts';

/**
 * A frame that is said to last longer is over when the next one comes. Where a publisher's clock jumps, MediaMTX says
 * that the last frame before it lasts as long as the jump, be that an hour.
 */
const LONGEST_FRAME_S = 2;

/** What a fragment (`moof` and `mdat`) holds of a track. Seconds on its recording's clock. */
export interface TrackSpan {
  readonly startS: number;
  /** Where its last sample ends, 2 s after its beginning at most. */
  readonly endS: number;
  /** When its first keyframe is shown; `undefined` when it has none. */
  readonly keyframeS: number | undefined;
}

/** A fragment's times cannot be moved: they are none, or of 32 bits. */
export class FragmentTimeError extends Error {
  override readonly name = 'FragmentTimeError';
  readonly code = 'FRAGMENT_TIME';

  constructor() {
    super(
      'a fragment of the recording tells no decode time of 64 bits (tfdt, version 1); MediaMTX and ffmpeg write one',
    );
  }
}

/** What a fragment holds of one track; `undefined` when it holds nothing of it. */
export function trackSpan(fragment: Buffer, track: Track): TrackSpan | undefined {
  let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let key: number | undefined;
  for (const run of trackFragments(fragment)) {
    if (trackIdOf(fragment, run) !== track.id) continue;
    for (const { decodeTime, compositionOffset, duration, isKey } of samplesOf(fragment, run)) {
      const shown = decodeTime + compositionOffset;
      start = Math.min(start, shown);
      end = Math.max(end, shown + Math.min(duration, LONGEST_FRAME_S * track.timescale));
      if (isKey) key ??= shown;
    }
  }
  if (start > end) return undefined;
  const seconds = (ticks: number): number => ticks / track.timescale;
  return {
    startS: seconds(start),
    endS: seconds(end),
    keyframeS: key === undefined ? undefined : seconds(key),
  };
}

/**
 * Moves a fragment in time, in place.
 *
 * @param byS seconds, to the nearest tick of each track
 * @throws {FragmentTimeError}
 */
export function shiftFragment(fragment: Buffer, tracks: readonly Track[], byS: number): void {
  for (const run of trackFragments(fragment)) {
    const track = tracks.find(({ id }) => id === trackIdOf(fragment, run));
    const place = decodeTimePlace(fragment, run);
    if (place === undefined) throw new FragmentTimeError();
    const ticks = BigInt(Math.round(byS * (track?.timescale ?? 0)));
    const moved = fragment.readBigUInt64BE(place) + ticks;
    fragment.writeBigUInt64BE(moved < 0n ? 0n : moved, place);
  }
}

function trackFragments(fragment: Buffer) {
  const movie = findBox(fragment, { body: 0, end: fragment.length }, 'moof');
  if (movie === undefined) return [];
  return [...boxesBetween(fragment, movie.body, movie.end)].filter(({ type }) => type === 'traf');
}
