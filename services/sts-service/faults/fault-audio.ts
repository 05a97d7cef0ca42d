import { audioKindOf, unknownAudio } from '../../contracts/audio-kind.ts';
import type { FragmentAudio, FragmentData } from '../../contracts/fragment.ts';
import type { AudioReplacement } from '../../contracts/sts-faults.ts';
import { decodeAudio, SPEECH_RATE_HZ } from '../audio/decode-audio.ts';
import { writeWav } from '../audio/write-wav.ts';
import type { ScratchFolder } from '../process/scratch-folder.ts';
import { seededRandom } from './seeded-random.ts';

const TONE_HZ = 1000;
/** −12 dB below full scale: about as loud as speech. */
const TONE_LEVEL = 0.25;
const NOISE_LEVEL = 0.1;

/** What 48 kHz taken for 44.1 does to a sound: lower and slower by the ratio of the two. */
const WRONG_RATE_HZ = Math.round((SPEECH_RATE_HZ * 44_100) / 48_000);

/** Gives the value of each sample at its time in seconds, within ±1. */
type Signal = (timeS: number) => number;

/** Makes the audio that faults put in the place of the dubbed one. It is WAV: made without a program. */
export class FaultAudio {
  readonly #scratch: ScratchFolder;

  constructor(scratch: ScratchFolder) {
    this.#scratch = scratch;
  }

  /**
   * @returns as long, and of the same rate, as `dubbed`
   * @throws {Error} when there is no dubbed audio, or for `wrong_rate`, when it cannot be decoded
   */
  async replace(
    replacement: AudioReplacement,
    fragment: FragmentData,
    dubbed: FragmentAudio | undefined,
    signal: AbortSignal,
  ): Promise<FragmentAudio> {
    if (dubbed === undefined) throw new Error('The result has no dubbed audio that could be replaced.');
    switch (replacement) {
      case 'original':
        return fragment.audio;
      case 'wrong_rate':
        return await this.#atWrongRate(dubbed, signal);
      case 'silence':
        return render(dubbed, () => 0);
      case 'tone':
        return render(dubbed, (timeS) => TONE_LEVEL * Math.sin(2 * Math.PI * TONE_HZ * timeS));
      case 'noise': {
        const random = seededRandom(fragment.sequence_number);
        return render(dubbed, () => NOISE_LEVEL * (2 * random() - 1));
      }
    }
  }

  async #atWrongRate(dubbed: FragmentAudio, signal: AbortSignal): Promise<FragmentAudio> {
    const bytes = Buffer.from(dubbed.data_base64, 'base64');
    const kind = audioKindOf(bytes, dubbed.format);
    if (kind === undefined) throw new Error(unknownAudio(bytes, dubbed.format));
    const samples = await decodeAudio(bytes, dubbed, kind, this.#scratch, signal);
    return labelledAs(dubbed, writeWav(samples, WRONG_RATE_HZ));
  }
}

function render(dubbed: FragmentAudio, signal: Signal): FragmentAudio {
  const { sample_rate_hz: rateHz, duration_ms } = dubbed;
  const samples = Int16Array.from({ length: Math.round((duration_ms * rateHz) / 1000) }, (_, at) =>
    Math.round(32_767 * signal(at / rateHz)),
  );
  return labelledAs(dubbed, writeWav(samples, rateHz));
}

function labelledAs(dubbed: FragmentAudio, wav: Uint8Array): FragmentAudio {
  return { ...dubbed, format: 'wav', channels: 1, data_base64: Buffer.from(wav).toString('base64') };
}
