import { defineCause } from '../cause.ts';
import { notSpeechFinding } from './not-speech-finding.ts';

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
  confirm: ['ffplay <dubbed-audio>'],
  find: (facts) =>
    notSpeechFinding(
      facts,
      'noise',
      ({ character }) => `noise (spectral flatness ${character?.flatness.toFixed(2)} of 0.56)`,
    ),
});
