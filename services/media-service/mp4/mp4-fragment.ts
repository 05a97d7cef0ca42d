import { boxesBetween, findBox } from './boxes.ts';
import type { Track } from './movie.ts';
import { decodeTimeOffset, samplesOf, trackIdOf } from './track-run.ts';

/**
 * Longer durations of a frame are ignored: it counts as long as the frame before it. When a publisher's timestamps jump,
 * MediaMTX writes the length of the jump as the duration of the last frame before it, even an hour.
 */
const MAX_FRAME_S = 2;

/** The part of a track in an MP4 fragment (`moof` and `mdat`), in seconds on its recording's clock. */
export interface TrackSpan {
  readonly startS: number;
  /** End of its last sample, at most 2 s after the start of that sample. */
  readonly endS: number;
  /** Time of its first key frame; `undefined` without one. */
  readonly keyframeS: number | undefined;
  /** Whether its first sample is a key frame. */
  readonly startsWithKey: boolean;
  /** Duration of its last sample, or of the last one before it without a jump. */
  readonly sampleS: number;
}

/** An MP4 fragment has no 64-bit decode time, so its times cannot be shifted. */
export class Mp4FragmentTimeError extends Error {
  override readonly name = 'Mp4FragmentTimeError';
  readonly code = 'FRAGMENT_TIME';

  constructor() {
    super(
      'an MP4 fragment of the recording has no 64-bit decode time (tfdt, version 1), which MediaMTX and ffmpeg write',
    );
  }
}

/**
 * The part of a track in an MP4 fragment; `undefined` when it contains none.
 *
 * @param sampleS of the MP4 fragment before, for a last sample whose duration is that of a jump
 */
export function trackSpan(fragment: Buffer, track: Track, sampleS = MAX_FRAME_S): TrackSpan | undefined {
  let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let key: number | undefined;
  let startsWithKey: boolean | undefined;
  const longest = MAX_FRAME_S * track.timescale;
  let usual = sampleS * track.timescale;
  for (const run of trackFragments(fragment)) {
    if (trackIdOf(fragment, run) !== track.id) continue;
    for (const { decodeTime, compositionOffset, duration, isKey } of samplesOf(fragment, run)) {
      const shown = decodeTime + compositionOffset;
      start = Math.min(start, shown);
      if (duration <= longest) usual = duration;
      end = Math.max(end, shown + (duration <= longest ? duration : usual));
      if (isKey) key ??= shown;
      startsWithKey ??= isKey;
    }
  }
  if (start > end) return undefined;
  const seconds = (ticks: number): number => ticks / track.timescale;
  return {
    startS: seconds(start),
    endS: seconds(end),
    keyframeS: key === undefined ? undefined : seconds(key),
    startsWithKey: startsWithKey === true,
    sampleS: seconds(usual),
  };
}

/**
 * Shifts the times of an MP4 fragment in place.
 *
 * @param byS seconds, rounded to the timescale of each track
 * @throws {Mp4FragmentTimeError}
 */
export function shiftMp4Fragment(fragment: Buffer, tracks: readonly Track[], byS: number): void {
  for (const run of trackFragments(fragment)) {
    const track = tracks.find(({ id }) => id === trackIdOf(fragment, run));
    const offset = decodeTimeOffset(fragment, run);
    if (offset === undefined) throw new Mp4FragmentTimeError();
    const ticks = BigInt(Math.round(byS * (track?.timescale ?? 0)));
    const moved = fragment.readBigUInt64BE(offset) + ticks;
    fragment.writeBigUInt64BE(moved < 0n ? 0n : moved, offset);
  }
}

function trackFragments(fragment: Buffer) {
  const movie = findBox(fragment, { body: 0, end: fragment.length }, 'moof');
  if (movie === undefined) return [];
  return [...boxesBetween(fragment, movie.body, movie.end)].filter(({ type }) => type === 'traf');
}
