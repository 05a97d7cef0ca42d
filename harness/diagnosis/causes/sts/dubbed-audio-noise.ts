import { faultySound, soundRef } from '../../facts/fragment-sound.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The dubbed audio is noise. */
export const dubbedAudioNoise = defineCause({
  code: 'DUBBED_AUDIO_NOISE',
  title: 'The dubbed audio is noise',
  boundary: 'tts',
  class: 'PRODUCT',
  meaning:
    'The dubbed audio has the flat spectrum of noise: samples that were decoded in a wrong format, or a failed vocoder.',
  evidenceFor: ['flatness of the spectrum'],
  evidenceAgainst: ['a spectrum that changes like speech'],
  fix: 'Check the sample format between TTS and encoder: endianness, width, raw samples that are taken for another format.',
  confirm: ['ffplay <run>/attachments/fragment-<n>-…-dubbed.m4a'],
  find(facts): CauseFinding | undefined {
    const found = faultySound(facts, 'noise');
    if (found === undefined) return undefined;
    const { faulty, all } = found;
    const [first, ...others] = faulty;
    const describe = (audio: typeof first): string =>
      `noise (spectral flatness ${audio.character?.flatness.toFixed(2)} of 0.56)`;
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
