import { faultySound, soundFile, soundRef } from '../../facts/fragment-sound.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The dubbed audio has a wrong length. */
export const dubbedAudioWrongLength = defineCause({
  code: 'DUBBED_AUDIO_WRONG_LENGTH',
  title: 'The dubbed audio has a wrong length',
  boundary: 'tts',
  class: 'PRODUCT',
  meaning:
    'The dubbed audio is shorter or longer than its segment, or than the result declares: it was cut off, or not fitted to the segment.',
  evidenceFor: ['decoded length, declared length and length of the segment'],
  evidenceAgainst: ['a ratio of two sample rates: see DUBBED_AUDIO_WRONG_RATE'],
  fix: 'Correct the step of the STS service that fits the speech to the length of its segment, and send the audio uncut.',
  places: ['services/sts-service/audio/length-plan.ts', 'services/sts-service/audio/encode-audio.ts'],
  confirm: ['ffplay <dubbed-audio>'],
  find(facts): CauseFinding | undefined {
    const found = faultySound(facts, 'wrong-length');
    if (found === undefined) return undefined;
    const { faulty, all } = found;
    const [first, ...others] = faulty;
    const describe = (audio: typeof first): string =>
      `${audio.durationS?.toFixed(2)} s, ${audio.declaredS === undefined ? 'no length declared' : `declared ${audio.declaredS.toFixed(2)} s`}, segment ${audio.segmentS.toFixed(2)} s`;
    return {
      summary: `The dubbed audio of ${faulty.length} of ${all.length} fragments has a wrong length: ${describe(first)}.`,
      evidence: [
        soundRef(facts, first, describe(first)),
        ...others.slice(0, 2).map((audio) => soundRef(facts, audio, describe(audio))),
      ],
      certainty: 'certain',
      confirm: [`ffplay ${soundFile(facts, first)}`],
    };
  },
});
