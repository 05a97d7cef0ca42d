import { LANGUAGES, type Language } from './language-table.ts';

/** What is spoken, and what it is dubbed into. */
export interface LanguagePair {
  readonly source: Language;
  readonly target: Language;
}

/** The pairs that all of these providers can do. */
export function languagePairsOf(
  ...providers: readonly { can(pair: LanguagePair): boolean }[]
): readonly LanguagePair[] {
  return LANGUAGES.flatMap((source) => LANGUAGES.map((target) => ({ source, target }))).filter(
    (pair) => pair.source !== pair.target && providers.every((provider) => provider.can(pair)),
  );
}

/** @param tags language tags as sessions send them: `en` and `en-GB` are the same language */
export function findLanguagePair(
  pairs: readonly LanguagePair[],
  sourceTag: string,
  targetTag: string,
): LanguagePair | undefined {
  const [source, target] = [primary(sourceTag), primary(targetTag)];
  return pairs.find((pair) => pair.source.tag === source && pair.target.tag === target);
}

/** What there is, in words: `en→es, en→fr`. */
export function describeLanguagePairs(pairs: readonly LanguagePair[]): string {
  return pairs.map(({ source, target }) => `${source.tag}→${target.tag}`).join(', ');
}

function primary(tag: string): string | undefined {
  return tag.toLowerCase().split(/[-_]/)[0];
}
