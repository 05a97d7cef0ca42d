import { faultySound, soundRef } from '../../facts/fragment-sound.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The dubbed audio is a tone. */
export const dubbedAudioTone = defineCause({
  code: 'DUBBED_AUDIO_TONE',
  title: 'The dubbed audio is a tone',
  boundary: 'tts',
  class: 'PRODUCT',
  meaning:
    'The dubbed audio has one steady spectrum with its power in few lines: a test tone or a placeholder in place of speech.',
  evidenceFor: ['share of the power at one frequency, change of the spectrum'],
  evidenceAgainst: ['a spectrum that changes like speech'],
  fix: 'Find where the STS service replaces the speech: a placeholder, a test mode, a failed voice.',
  confirm: ['ffplay <run>/attachments/fragment-<n>-…-dubbed.m4a'],
  find(facts): CauseFinding | undefined {
    const found = faultySound(facts, 'tone');
    if (found === undefined) return undefined;
    const { faulty, all } = found;
    const [first, ...others] = faulty;
    const describe = (audio: typeof first): string =>
      `a tone of ${audio.character?.dominantHz} Hz (${Math.round((audio.character?.dominantShare ?? 0) * 100)} % of the power)`;
    return {
      summary: `The dubbed audio of ${faulty.length} of ${all.length} fragments is ${describe(first)}, not speech.`,
      evidence: [
        soundRef(facts, first, describe(first)),
        ...others.slice(0, 2).map((audio) => soundRef(facts, audio, describe(audio))),
      ],
      certainty: 'certain',
    };
  },
});
