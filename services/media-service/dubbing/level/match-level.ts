import { gatedLoudness } from '../../../../lib/loudness/gated-loudness.ts';
import { fromChannels, toFloatChannels } from '../../ffmpeg/pcm-channels.ts';
import type { PcmFormat } from '../../ffmpeg/pcm-format.ts';
import { limitPeaks } from './limit-peaks.ts';

/**
 * The greatest change of the level. Voices and speech services differ by less; a dub that is further off is broken, and
 * more gain would air its noise.
 */
const MAX_GAIN_DB = 12;
/** EBU R 128 allows programmes to deviate from their target by this much. A dub this close is not changed. */
const TOLERANCE_LU = 0.5;
/** Audio below it has no speech: the STS service treats it as silence, too. */
const SPEECH_LUFS = -50;
/** The maximum true peak of EBU R 128. */
const CEILING_DBTP = -1;

/** A dub at the level of its original. */
export interface LevelledDub {
  readonly pcm: Buffer;
  /** The gain that was applied. 0 when the levels are the same, or when one of the two is silent. */
  readonly gainDb: number;
  /** How much the highest peak was lowered. 0 when no peak exceeded the ceiling. */
  readonly limitedDb: number;
}

/**
 * Makes a dub as loud as its original, measured by EBU R 128 (ITU-R BS.1770-4) over all channels, and keeps its true peaks
 * at or below −1 dBTP.
 *
 * @param dub samples in `format`
 * @param original the samples of the segment in `format`
 */
export function matchLevel(dub: Buffer, original: Buffer, format: PcmFormat): LevelledDub {
  const { sampleRateHz } = format;
  const channels = toFloatChannels(dub, format);
  const gainDb = gainBetween(
    gatedLoudness(channels, sampleRateHz),
    gatedLoudness(toFloatChannels(original, format), sampleRateHz),
  );
  const gain = fromDb(gainDb);
  if (gainDb !== 0)
    for (const samples of channels)
      for (let at = 0; at < samples.length; at += 1) samples[at] = (samples[at] as number) * gain;
  const lowest = limitPeaks(channels, sampleRateHz, fromDb(CEILING_DBTP));
  const limitedDb = lowest === 1 ? 0 : -20 * Math.log10(lowest);
  if (gainDb === 0 && limitedDb === 0) return { pcm: dub, gainDb, limitedDb };
  return { pcm: fromChannels(channels), gainDb, limitedDb };
}

function gainBetween(dubLufs: number | undefined, originalLufs: number | undefined): number {
  if (dubLufs === undefined || originalLufs === undefined) return 0;
  if (Math.min(dubLufs, originalLufs) < SPEECH_LUFS) return 0;
  const differenceLu = originalLufs - dubLufs;
  if (Math.abs(differenceLu) <= TOLERANCE_LU) return 0;
  return Math.min(MAX_GAIN_DB, Math.max(-MAX_GAIN_DB, differenceLu));
}

function fromDb(levelDb: number): number {
  return 10 ** (levelDb / 20);
}
