/** The number words of a language, 0 to 99, and how they are put together. All without accents, in lower case. */
export interface NumberLanguage {
  /** Words that are a number of their own. */
  readonly whole: readonly (readonly [word: string, value: number])[];
  /** Words for tens that a unit may follow. */
  readonly tens: readonly (readonly [word: string, value: number])[];
  /** Words for what may follow tens. */
  readonly units: readonly (readonly [word: string, value: number])[];
  /** What may stand between tens and a unit. */
  readonly joint?: string;
}

/** Gives each word the next value. */
function counted(words: string, from: number, step = 1): [string, number][] {
  return words.split(' ').map((word, index) => [word, from + index * step]);
}

const ENGLISH_UNITS = counted('one two three four five six seven eight nine', 1);
const SPANISH_UNITS = counted('uno dos tres cuatro cinco seis siete ocho nueve', 1);

export const ENGLISH: NumberLanguage = {
  whole: [
    ['zero', 0],
    ...ENGLISH_UNITS,
    ...counted('ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen', 10),
  ],
  tens: counted('twenty thirty forty fifty sixty seventy eighty ninety', 20, 10),
  units: ENGLISH_UNITS,
};

/**
 * Beside the words of the dictionary (veintidós, treinta y uno) it takes what translators write: `veinte dos`,
 * `veinte un`.
 */
export const SPANISH: NumberLanguage = {
  whole: [
    ['cero', 0],
    ...SPANISH_UNITS,
    ...counted('un', 1),
    ...counted('una', 1),
    ...counted('diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve', 10),
    ...counted(
      'veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve',
      21,
    ),
    ...counted('veintiun', 21),
    ...counted('veintiuna', 21),
  ],
  tens: counted('veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa', 20, 10),
  units: [...SPANISH_UNITS, ['un', 1], ['una', 1]],
  joint: 'y',
};
