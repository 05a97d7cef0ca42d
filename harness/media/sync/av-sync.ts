import type { HeardWindow } from '../audio/segment-audio.ts';

/** How far one window's sound is from its picture in the capture, or why that is not known. */
export type WindowSync =
  | {
      readonly sequence: number;
      readonly measured: true;
      /** Positive: the sound is late. */
      readonly deltaMs: number;
      /** When the window's sound that is heard begins in the capture. */
      readonly audioS: number;
      /** When the picture of the window begins in the capture. */
      readonly pictureS: number;
      /** Likeness of that sound as it was found. */
      readonly coefficient: number;
    }
  | { readonly sequence: number; readonly measured: false; readonly reason: string };

/** A/V sync of a capture, over all windows that could be measured. */
export interface AvSync {
  readonly windows: readonly WindowSync[];
  /** How many were measured; without any there are no figures. */
  readonly n: number;
  readonly figures?: {
    readonly medianMs: number;
    readonly minMs: number;
    readonly maxMs: number;
    /** `maxMs − minMs`: more than a few ms is a drift or a jump. */
    readonly spreadMs: number;
  };
}

/**
 * Measures A/V sync by content. The original window's place in the reference says which pictures belong to it; the
 * hashes of those pictures say when they are shown in the capture; the correlation of the sound says when it is
 * heard there. Timestamps of the pipeline play no part, so an error that moves sound and timestamps together is seen.
 *
 * What an encoder put before a fragment's sound without saying so (raw ADTS has no way to) counts as sound: 21 ms
 * for AAC at 48 kHz, if only one of the two directions has it.
 */
export function measureAvSync(windows: readonly HeardWindow[]): AvSync {
  const synced = windows.map(syncOf);
  const deltas = synced.flatMap((window) => (window.measured ? [window.deltaMs] : [])).sort((a, b) => a - b);
  const [minMs] = deltas;
  const maxMs = deltas.at(-1);
  if (minMs === undefined || maxMs === undefined) return { windows: synced, n: 0 };
  const figures = { medianMs: medianOf(deltas), minMs, maxMs, spreadMs: maxMs - minMs };
  return { windows: synced, n: deltas.length, figures };
}

function syncOf({ sequence, aired, picture }: HeardWindow): WindowSync {
  if (!picture.found) return { sequence, measured: false, reason: picture.reason };
  if (!aired.found) return { sequence, measured: false, reason: `its sound: ${aired.reason}` };
  const { startS: audioS, coefficient } = aired;
  const pictureS = picture.startS;
  return { sequence, measured: true, deltaMs: (audioS - pictureS) * 1000, audioS, pictureS, coefficient };
}

function medianOf(ascending: readonly number[]): number {
  const middle = (ascending.length - 1) / 2;
  const [low = Number.NaN, high = Number.NaN] = [ascending[Math.floor(middle)], ascending[Math.ceil(middle)]];
  return (low + high) / 2;
}
