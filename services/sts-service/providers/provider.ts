import type { Sound } from '../audio/sound.ts';
import type { LanguagePair } from './language-pair.ts';

/** What a provider answered, and which model it used. */
export interface SpokenText {
  readonly text: string;
  /** Such as `pocketsphinx en-us, grammar numbers`. */
  readonly model: string;
}

/** Speech recognition. */
export interface Asr {
  /**
   * @param samples 16 kHz, one channel
   * @param domainHints what the speech is about, as sessions say it; unknown ones are ignored
   * @returns the words in lower case; no words when none were recognised
   */
  transcribe(
    samples: Int16Array,
    pair: LanguagePair,
    domainHints: readonly string[],
    signal: AbortSignal,
  ): Promise<SpokenText>;
  /** Ends what it keeps running and removes what it keeps on disk. */
  dispose?(): Promise<void>;
}

/** Translation of text. */
export interface Translator {
  translate(text: string, pair: LanguagePair, signal: AbortSignal): Promise<SpokenText>;
  dispose?(): Promise<void>;
}

/** Speech synthesis. */
export interface Tts {
  /** @param voiceProfile as sessions say it; an unknown one gets the default voice, and `model` tells which */
  synthesise(
    text: string,
    pair: LanguagePair,
    voiceProfile: string,
    signal: AbortSignal,
  ): Promise<{ readonly sound: Sound; readonly model: string }>;
  dispose?(): Promise<void>;
}
