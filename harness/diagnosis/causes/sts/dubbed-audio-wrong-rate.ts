import { commonRateRatio, faultySound, soundFile, soundRef } from '../../facts/fragment-sound.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The dubbed audio is labelled or played with a wrong sample rate. */
export const dubbedAudioWrongRate = defineCause({
  code: 'DUBBED_AUDIO_WRONG_RATE',
  title: 'The dubbed audio has a wrong sample rate',
  boundary: 'tts',
  class: 'PRODUCT',
  meaning:
    'Samples of one rate are labelled with another: the speech is too slow and low or too fast and high, and its length is wrong by the ratio of the two rates.',
  evidenceFor: [
    'all fragments are too long or too short by the ratio of two common sample rates',
    'the rate in the file differs from the one that the result declares',
  ],
  evidenceAgainst: ['lengths that differ from fragment to fragment: see DUBBED_AUDIO_WRONG_LENGTH'],
  fix: 'Correct the STS service: convert the samples to the declared sample rate, or declare the rate that they have.',
  places: ['services/sts-service/audio/encode-audio.ts'],
  confirm: ['ffprobe <dubbed-audio>'],
  find(facts): CauseFinding | undefined {
    const found = faultySound(facts, 'wrong-rate');
    if (found === undefined) return undefined;
    const { faulty, all } = found;
    const [first, ...others] = faulty;
    const ratio = commonRateRatio(all) ?? (first.durationS ?? 0) / (first.declaredS ?? first.segmentS);
    const describe = ({ durationS, declaredS, segmentS, rates }: typeof first): string =>
      `${durationS?.toFixed(2)} s in place of ${(declaredS ?? segmentS).toFixed(2)} s` +
      (rates === undefined ? '' : `, ${rates.fileHz} Hz in the file, ${rates.declaredHz} Hz declared`);
    const effect = ratio > 1 ? 'slow and low' : 'fast and high';
    return {
      summary: `The dubbed audio of ${faulty.length} of ${all.length} fragments has a wrong sample rate: it lasts ${ratio.toFixed(3)} times as long as it should, so the speech is too ${effect}.`,
      evidence: [
        soundRef(facts, first, describe(first)),
        ...others.slice(0, 2).map((audio) => soundRef(facts, audio, describe(audio))),
      ],
      certainty: 'certain',
      confirm: [`ffprobe ${soundFile(facts, first)}`],
    };
  },
});
