import { faultySound, soundFile, soundRef } from '../../facts/fragment-sound.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** The dubbed audio is silent. */
export const ttsSilent = defineCause({
  code: 'TTS_SILENT',
  title: 'The dubbed audio is silent',
  boundary: 'tts',
  class: 'PRODUCT',
  meaning: 'Results have a translation and dubbed audio of the right length, but the audio is silent.',
  evidenceFor: ['the level of the dubbed audio'],
  evidenceAgainst: ['results without a translation, which have no text to synthesise'],
  fix: 'Correct the voice or volume of the TTS provider, or the conversion after it; reproduce it by running the provider by hand with the translation of a fragment.',
  places: ['services/sts-service/providers/', 'services/sts-service/audio/'],
  confirm: ['ffplay <dubbed-audio>'],
  find(facts): CauseFinding | undefined {
    const found = faultySound(facts, 'silent');
    if (found === undefined) return undefined;
    const { faulty, all } = found;
    const [first, ...others] = faulty;
    const describe = (audio: typeof first): string =>
      `${audio.levelDbfs === null ? 'digital silence' : `${audio.levelDbfs?.toFixed(0)} dBFS`}`;
    return {
      summary: `The dubbed audio of ${faulty.length} of ${all.length} fragments is silent (${describe(first)}).`,
      evidence: [
        soundRef(facts, first, describe(first)),
        ...others.slice(0, 2).map((audio) => soundRef(facts, audio, describe(audio))),
      ],
      certainty: 'certain',
      confirm: [`ffplay ${soundFile(facts, first)}`],
    };
  },
});
