import type { PcmAudio } from '../audio/pcm-audio.ts';
import type { LanguagePair } from './language-pair.ts';

/** Text from a provider, and the model that produced it. */
export interface ProviderText {
  readonly text: string;
  /** Such as `pocketsphinx en-us, grammar numbers`. */
  readonly model: string;
}

/** The time limit of a provider call. */
export interface WorkLimits {
  /** Cancels the work, at the deadline or earlier. */
  readonly signal: AbortSignal;
  /** When the result becomes useless, on the clock of `performance.now()`. */
  readonly deadlineMs: number;
}

interface Provider {
  /** Whether it supports dubbing from one language into another. */
  supports(pair: LanguagePair): boolean;
  /** Ends its processes and removes its files. */
  dispose?(): Promise<void>;
}

/** Speech recognition. */
export interface Asr extends Provider {
  /**
   * @param samples 16 kHz mono
   * @param domainHints subjects of the speech, from the session; unknown hints are ignored
   * @returns the recognised words; an empty text when there are none
   */
  transcribe(
    samples: Int16Array,
    pair: LanguagePair,
    domainHints: readonly string[],
    limits: WorkLimits,
  ): Promise<ProviderText>;
}

/** Translation of text. */
export interface Translator extends Provider {
  translate(text: string, pair: LanguagePair, limits: WorkLimits): Promise<ProviderText>;
}

/** Speech synthesis. */
export interface Tts extends Provider {
  /** @param voiceProfile from the session; unknown profiles use the default voice, and `model` names the voice used */
  synthesise(
    text: string,
    pair: LanguagePair,
    voiceProfile: string,
    limits: WorkLimits,
  ): Promise<{ readonly audio: PcmAudio; readonly model: string }>;
}
