import type { NumberLanguage } from './number-language.ts';
import { spokenPhrases } from './spoken-words.ts';

/** What a text says, as far as it counts. */
export interface SpokenNumbers {
  /** In the order in which they are said. */
  readonly numbers: readonly number[];
  /** The words that are no numbers, without accents and in lower case. */
  readonly otherWords: readonly string[];
}

/**
 * Reads the numbers from 0 to 99 out of a text, written in words or in digits. Tens and a unit that follow each other
 * are one number unless punctuation stands between them.
 */
export function readNumbers(text: string, language: NumberLanguage): SpokenNumbers {
  const whole = new Map(language.whole);
  const tens = new Map(language.tens);
  const units = new Map(language.units);
  const numbers: number[] = [];
  const otherWords: string[] = [];

  for (const phrase of spokenPhrases(text)) {
    for (let index = 0; index < phrase.length; index += 1) {
      const word = phrase[index] as string;
      const ten = tens.get(word);
      if (ten === undefined) {
        const value = whole.get(word) ?? (/^\d{1,2}$/.test(word) ? Number(word) : undefined);
        if (value === undefined) otherWords.push(word);
        else numbers.push(value);
        continue;
      }
      const joined = language.joint !== undefined && phrase[index + 1] === language.joint ? 1 : 0;
      const unit = units.get(phrase[index + 1 + joined] ?? '');
      numbers.push(ten + (unit ?? 0));
      if (unit !== undefined) index += 1 + joined;
    }
  }
  return { numbers, otherWords };
}
