import { defineCause } from '../cause.ts';
import { notSpeechFinding } from './not-speech-finding.ts';

/** The dubbed audio is noise. */
export const dubbedAudioNoise = defineCause({
  code: 'DUBBED_AUDIO_NOISE',
  title: 'The dubbed audio is noise',
  boundary: 'tts',
  class: 'PRODUCT',
  meaning:
    'The dubbed audio has the flat spectrum of noise: likely samples that were decoded in a wrong format, or a failed vocoder.',
  evidenceFor: ['flatness of the spectrum'],
  evidenceAgainst: ['a spectrum that changes like speech'],
  fix: 'Correct the sample format between TTS and encoder of the STS service: byte order, width, or raw samples that are read as another format.',
  places: ['services/sts-service/providers/', 'services/sts-service/audio/'],
  confirm: ['ffplay <dubbed-audio>'],
  find: (facts) =>
    notSpeechFinding(
      facts,
      'noise',
      ({ character }) => `noise (spectral flatness ${character?.flatness.toFixed(2)}; white noise has 0.56)`,
    ),
});
