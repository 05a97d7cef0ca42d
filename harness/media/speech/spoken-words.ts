/** Combining marks: what NFD sets apart from its letter. */
const ACCENTS = /\p{Mn}/gu;

/** A pause, which ends a number. */
const PAUSE = /[.,;:!?…\n]+/;

/**
 * The words of a text as they are compared: in lower case, without accents, a hyphen like a blank. In phrases, cut
 * where punctuation stands.
 */
export function spokenPhrases(text: string): string[][] {
  return text
    .normalize('NFD')
    .replace(ACCENTS, '')
    .toLowerCase()
    .split(PAUSE)
    .map((phrase) => phrase.match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((phrase) => phrase.length > 0)
    .map((phrase) => [...phrase]);
}
