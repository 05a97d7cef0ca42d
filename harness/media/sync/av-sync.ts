import type { SegmentAudio } from './segment-audio.ts';

/** The A/V offset of one segment of the capture, or why it was not measured. */
export type SegmentSync =
  | {
      readonly sequence: number;
      readonly measured: true;
      /** A/V offset. Positive: audio late. */
      readonly offsetMs: number;
      /** When the segment's aired audio starts in the capture. */
      readonly audioS: number;
      /** When the segment's first frame is shown in the capture. */
      readonly videoS: number;
      /** Similarity of the aired audio. */
      readonly similarity: number;
    }
  | { readonly sequence: number; readonly measured: false; readonly reason: string };

/** A/V sync of a capture, over all segments that could be measured. */
export interface AvSync {
  readonly segments: readonly SegmentSync[];
  /** Number of measured segments. */
  readonly n: number;
  /** A/V offsets over the measured segments. Absent when `n` is 0. */
  readonly figures?: {
    readonly medianMs: number;
    readonly minMs: number;
    readonly maxMs: number;
    /** `maxMs − minMs`. More than a few ms indicates drift or a jump. */
    readonly spreadMs: number;
  };
}

/**
 * Measures A/V sync by content. The position of a segment's original audio in the reference identifies its frames, the
 * hashes of these frames give the time at which the capture shows them, and the correlation of the aired audio gives
 * the time at which the capture plays it. Timestamps of the pipeline are not used, so an error that moves audio and
 * its timestamps together is detected.
 *
 * Encoder priming that a container does not declare (raw ADTS cannot declare it) counts as audio: 21 ms for AAC at
 * 48 kHz, when only one of the two directions has it.
 */
export function measureAvSync(segments: readonly SegmentAudio[]): AvSync {
  const synced = segments.map(syncOf);
  const offsets = synced.flatMap((sync) => (sync.measured ? [sync.offsetMs] : [])).sort((a, b) => a - b);
  const [minMs] = offsets;
  const maxMs = offsets.at(-1);
  if (minMs === undefined || maxMs === undefined) return { segments: synced, n: 0 };
  const figures = { medianMs: medianOf(offsets), minMs, maxMs, spreadMs: maxMs - minMs };
  return { segments: synced, n: offsets.length, figures };
}

function syncOf({ sequence, aired, video }: SegmentAudio): SegmentSync {
  if (!video.found) return { sequence, measured: false, reason: video.reason };
  if (video.nominalBecause !== undefined) return { sequence, measured: false, reason: video.nominalBecause };
  if (!aired.found) return { sequence, measured: false, reason: `its audio: ${aired.reason}` };
  const { startS: audioS, similarity } = aired;
  const videoS = video.startS;
  return { sequence, measured: true, offsetMs: (audioS - videoS) * 1000, audioS, videoS, similarity };
}

function medianOf(ascending: readonly number[]): number {
  const middle = (ascending.length - 1) / 2;
  const [low = Number.NaN, high = Number.NaN] = [ascending[Math.floor(middle)], ascending[Math.ceil(middle)]];
  return (low + high) / 2;
}
