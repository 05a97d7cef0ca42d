/** A pair of languages that can be dubbed, with what each provider calls them. */
export interface LanguagePair {
  readonly source: string;
  readonly target: string;
  /** Pair of apertium. */
  readonly apertium: string;
  /** Voice profile of a session → voice of espeak-ng. */
  readonly espeakVoices: Readonly<Record<string, string>> & { readonly default: string };
}

/** All that can be dubbed. The model that pocketsphinx is given recognises English. */
export const LANGUAGE_PAIRS: readonly LanguagePair[] = [
  {
    source: 'en',
    target: 'es',
    apertium: 'eng-spa',
    espeakVoices: { default: 'es', female: 'es+f3', 'latin-american': 'es-419' },
  },
];

/** @param tags language tags as sessions send them: `en` and `en-GB` are the same language */
export function findLanguagePair(sourceTag: string, targetTag: string): LanguagePair | undefined {
  const [source, target] = [primary(sourceTag), primary(targetTag)];
  return LANGUAGE_PAIRS.find((pair) => pair.source === source && pair.target === target);
}

/** What there is, in words: `en→es`. */
export function describeLanguagePairs(): string {
  return LANGUAGE_PAIRS.map(({ source, target }) => `${source}→${target}`).join(', ');
}

function primary(tag: string): string | undefined {
  return tag.toLowerCase().split(/[-_]/)[0];
}
