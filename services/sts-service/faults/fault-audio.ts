import { describeUnknownAudio, detectAudioKind } from '../../contracts/audio-kind.ts';
import type { FragmentAudio, FragmentData } from '../../contracts/fragment.ts';
import type { AudioReplacement } from '../../contracts/sts-faults.ts';
import { decodeAudio, SPEECH_RATE_HZ } from '../audio/decode-audio.ts';
import { writeWav } from '../audio/wav.ts';
import type { ScratchFolder } from '../process/scratch-folder.ts';
import { seededRandom } from './seeded-random.ts';

const TONE_HZ = 1000;
/** −12 dBFS: about as loud as speech. */
const TONE_LEVEL = 0.25;
const NOISE_LEVEL = 0.1;

/** 48 kHz audio played at 44.1 kHz is lower and slower by the ratio of the two. */
const WRONG_RATE_HZ = Math.round((SPEECH_RATE_HZ * 44_100) / 48_000);

/** Returns the sample value, within ±1, at a time in seconds. */
type Signal = (timeS: number) => number;

/** Generates the replacements for dubbed audio. They are WAV, which needs no encoder program. */
export class FaultAudio {
  readonly #scratch: ScratchFolder;

  constructor(scratch: ScratchFolder) {
    this.#scratch = scratch;
  }

  /**
   * @returns audio with the duration and sample rate of `dubbed`
   * @throws {Error} when the result has no dubbed audio, or when `wrong_rate` cannot decode it
   */
  async replace(
    replacement: AudioReplacement,
    fragment: FragmentData,
    dubbed: FragmentAudio | undefined,
    signal: AbortSignal,
  ): Promise<FragmentAudio> {
    if (dubbed === undefined) throw new Error('The result has no dubbed audio to replace.');
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
    const kind = detectAudioKind(bytes, dubbed.format);
    if (kind === undefined) throw new Error(describeUnknownAudio(bytes, dubbed.format));
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
