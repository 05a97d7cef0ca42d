import type { Sound } from '../audio/sound.ts';
import type { LanguagePair } from './language-pair.ts';

/** What a provider answered, and which model it used. */
export interface SpokenText {
  readonly text: string;
  /** Such as `pocketsphinx en-us, grammar numbers`. */
  readonly model: string;
}

/** How long a provider may take. */
export interface WorkLimits {
  /** Ends the work. Aborted at the deadline, or earlier. */
  readonly signal: AbortSignal;
  /** When the result is of no use any more, on the clock of `performance.now()`. */
  readonly deadlineMs: number;
}

interface Provider {
  /** Whether it can do its part in dubbing from one language into another. */
  can(pair: LanguagePair): boolean;
  /** Ends what it keeps running and removes what it keeps on disk. */
  dispose?(): Promise<void>;
}

/** Speech recognition. */
export interface Asr extends Provider {
  /**
   * @param samples 16 kHz, one channel
   * @param domainHints what the speech is about, as sessions say it; unknown ones are ignored
   * @returns the words; none when none were recognised
   */
  transcribe(
    samples: Int16Array,
    pair: LanguagePair,
    domainHints: readonly string[],
    limits: WorkLimits,
  ): Promise<SpokenText>;
}

/** Translation of text. */
export interface Translator extends Provider {
  translate(text: string, pair: LanguagePair, limits: WorkLimits): Promise<SpokenText>;
}

/** Speech synthesis. */
export interface Tts extends Provider {
  /** @param voiceProfile as sessions say it; an unknown one gets the default voice, and `model` tells which */
  synthesise(
    text: string,
    pair: LanguagePair,
    voiceProfile: string,
    limits: WorkLimits,
  ): Promise<{ readonly sound: Sound; readonly model: string }>;
}
