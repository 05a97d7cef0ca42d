import { LANGUAGES, type Language } from './language-table.ts';

/** The source language and the language of the dub. */
export interface LanguagePair {
  readonly source: Language;
  readonly target: Language;
}

/** The pairs that all of the providers support. */
export function languagePairsOf(
  ...providers: readonly { supports(pair: LanguagePair): boolean }[]
): readonly LanguagePair[] {
  return LANGUAGES.flatMap((source) => LANGUAGES.map((target) => ({ source, target }))).filter(
    (pair) => pair.source !== pair.target && providers.every((provider) => provider.supports(pair)),
  );
}

/** Finds a pair by language tags. Only the primary subtag counts: `en` and `en-GB` are the same language. */
export function findLanguagePair(
  pairs: readonly LanguagePair[],
  sourceTag: string,
  targetTag: string,
): LanguagePair | undefined {
  const [source, target] = [primary(sourceTag), primary(targetTag)];
  return pairs.find((pair) => pair.source.tag === source && pair.target.tag === target);
}

/** Lists pairs as `en→es, en→fr`. */
export function describeLanguagePairs(pairs: readonly LanguagePair[]): string {
  return pairs.map(({ source, target }) => `${source.tag}→${target.tag}`).join(', ');
}

function primary(tag: string): string | undefined {
  return tag.toLowerCase().split(/[-_]/)[0];
}
