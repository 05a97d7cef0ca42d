/** The number words of a language from 0 to 99 and their composition. Without accents, in lower case. */
export interface NumberLanguage {
  /** Words that are complete numbers. */
  readonly whole: readonly (readonly [word: string, value: number])[];
  /** Words for tens that a unit may follow. */
  readonly tens: readonly (readonly [word: string, value: number])[];
  /** Words for units that may follow tens. */
  readonly units: readonly (readonly [word: string, value: number])[];
  /** Word that may stand between tens and a unit. */
  readonly joint?: string;
}

/** Assigns consecutive values to words. */
function numbered(words: string, from: number, step = 1): [string, number][] {
  return words.split(' ').map((word, index) => [word, from + index * step]);
}

const ENGLISH_UNITS = numbered('one two three four five six seven eight nine', 1);
const SPANISH_UNITS = numbered('uno dos tres cuatro cinco seis siete ocho nueve', 1);

export const ENGLISH: NumberLanguage = {
  whole: [
    ['zero', 0],
    ...ENGLISH_UNITS,
    ...numbered('ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen', 10),
  ],
  tens: numbered('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10),
  units: ENGLISH_UNITS,
};

/**
 * Accepts the forms of the dictionary (veintidós, treinta y uno) and those of translators: `veinte dos`,
 * `veinte un`.
 */
export const SPANISH: NumberLanguage = {
  whole: [
    ['cero', 0],
    ...SPANISH_UNITS,
    ...numbered('un', 1),
    ...numbered('una', 1),
    ...numbered('diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve', 10),
    ...numbered(
      'veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve',
      21,
    ),
    ...numbered('veintiun', 21),
    ...numbered('veintiuna', 21),
  ],
  tens: numbered('veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa', 20, 10),
  units: [...SPANISH_UNITS, ['un', 1], ['una', 1]],
  joint: 'y',
};

/** The numbers in a text. */
export interface SpokenNumbers {
  /** In spoken order. */
  readonly numbers: readonly number[];
  /** Words that are not numbers, without accents, in lower case. */
  readonly otherWords: readonly string[];
}

/**
 * Reads the numbers from 0 to 99 in a text, written in words or digits. Tens followed by a unit are one number unless
 * punctuation separates them.
 */
export function readNumbers(text: string, language: NumberLanguage): SpokenNumbers {
  const whole = new Map(language.whole);
  const tens = new Map(language.tens);
  const units = new Map(language.units);
  const numbers: number[] = [];
  const otherWords: string[] = [];

  for (const phrase of phrasesOf(text)) {
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

/** Combining marks, which NFD separates from their letters. */
const ACCENTS = /\p{Mn}/gu;

/** Punctuation, which ends a number. */
const PAUSE = /[.,;:!?…\n]+/;

/**
 * Normalises the words of a text for comparison: lower case, no accents, hyphens as spaces. Returns one list of words per
 * phrase; punctuation separates phrases.
 */
function phrasesOf(text: string): string[][] {
  return text
    .normalize('NFD')
    .replace(ACCENTS, '')
    .toLowerCase()
    .split(PAUSE)
    .map((phrase) => phrase.match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((phrase) => phrase.length > 0)
    .map((phrase) => [...phrase]);
}
