import { faultySound, soundFile, soundRef } from '../../facts/fragment-sound.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The dubbed audio is the original. */
export const dubbedAudioIsOriginal = defineCause({
  code: 'DUBBED_AUDIO_IS_ORIGINAL',
  title: 'The dubbed audio is the original',
  boundary: 'tts',
  class: 'PRODUCT',
  meaning: 'The audio that the STS service returns as dubbed is the audio that it received.',
  evidenceFor: ['similarity of dubbed and original audio, equal bytes'],
  evidenceAgainst: ['echo mode, in which this is expected'],
  fix: 'Set STS_MODE of the STS service to real, and remove any fallback that returns the input as dubbed audio.',
  places: ['services/sts-service/processing/'],
  confirm: ['ffplay <dubbed-audio>'],
  find(facts): CauseFinding | undefined {
    const found = faultySound(facts, 'original');
    if (found === undefined) return undefined;
    const { faulty, all } = found;
    const [first, ...others] = faulty;
    const describe = (audio: typeof first): string =>
      `similarity to the original ${audio.originalSimilarity?.toFixed(2)}${audio.sameBytesAsOriginal === true ? ', equal bytes' : ''}`;
    return {
      summary: `The dubbed audio of ${faulty.length} of ${all.length} fragments is the original (${describe(first)}).`,
      evidence: [
        soundRef(facts, first, describe(first)),
        ...others.slice(0, 2).map((audio) => soundRef(facts, audio, describe(audio))),
      ],
      certainty: 'certain',
      confirm: [`ffplay ${soundFile(facts, first)}`],
    };
  },
});
