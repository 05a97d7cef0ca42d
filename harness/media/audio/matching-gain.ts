import { gatedLoudness } from '../../../lib/loudness/gated-loudness.ts';
import { asChannels, type Pcm } from '../decode/pcm.ts';

/** Audio below it has no speech whose loudness could be matched. */
const SPEECH_LUFS = -50;

/**
 * The gain with which dubbed audio is as loud as its original, in dB. 0 when one of the two is silent: then there is nothing to
 * match.
 *
 * @param channels number of channels that both are played by
 */
export function matchingGainDb(dubbed: Pcm, original: Pcm, channels: number): number {
  const [dubLufs, originalLufs] = [dubbed, original].map((pcm) =>
    gatedLoudness(
      asChannels(pcm, channels).map(({ samples }) => samples),
      pcm.sampleRateHz,
    ),
  );
  if (dubLufs === undefined || originalLufs === undefined) return 0;
  if (dubLufs < SPEECH_LUFS || originalLufs < SPEECH_LUFS) return 0;
  return originalLufs - dubLufs;
}
