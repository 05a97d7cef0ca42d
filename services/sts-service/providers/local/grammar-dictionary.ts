/**
 * The words in a JSGF grammar.
 *
 * @param grammar a grammar without weights, tags and quoted words
 */
export function grammarWords(grammar: string): string[] {
  const rules = grammar
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .split(';')
    .map((statement) => statement.split('=')[1] ?? '');
  const words = rules.flatMap((rule) => rule.replace(/<[^>]*>/g, ' ').match(/[\w'-]+/g) ?? []);
  return [...new Set(words)];
}

/**
 * The entries of a pronunciation dictionary that a grammar needs. pocketsphinx reads its whole dictionary at each start;
 * with these entries instead of 134,000 it starts 0.1 s faster.
 *
 * @param dictionary lines of `word phones` and, for further pronunciations, `word(2) phones`
 * @throws {Error} when the dictionary lacks a word
 */
export function grammarDictionary(grammar: string, dictionary: string): string {
  const missing = new Set(grammarWords(grammar));
  const required = new Set(missing);
  const lines = dictionary.split('\n').filter((line) => {
    const word = /^[^\s(]+/.exec(line)?.[0] ?? '';
    missing.delete(word);
    return required.has(word);
  });
  if (missing.size > 0) {
    throw new Error(
      `The dictionary has no pronunciation for ${[...missing].join(', ')}, used by the grammar.`,
    );
  }
  return `${lines.join('\n')}\n`;
}
