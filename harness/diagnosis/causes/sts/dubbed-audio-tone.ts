import { defineCause } from '../cause.ts';
import { notSpeechFinding } from './not-speech-finding.ts';

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
  fix: 'Remove the placeholder, test mode or failed voice with which the STS service replaces the speech.',
  places: ['services/sts-service/providers/', 'services/sts-service/audio/'],
  confirm: ['ffplay <dubbed-audio>'],
  find: (facts) =>
    notSpeechFinding(
      facts,
      'tone',
      ({ character }) =>
        `a tone of ${character?.dominantHz} Hz (${Math.round((character?.dominantShare ?? 0) * 100)} % of the power)`,
    ),
});
