import { UsageError } from '../usage.ts';

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** They are one word, as ids may be. */
const WORDS_OF_THE_LANGUAGE = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally ' +
    'for function if import in instanceof let new null package private protected public return static super ' +
    'switch this throw true try typeof var void while with yield scenarios'
  ).split(' '),
);

/**
 * The name of the constant that holds a scenario: `my-check` is `myCheck`.
 *
 * @param taken words that mean something else on the command line
 * @throws {UsageError} when a scenario cannot be called so
 */
export function constantName(id: string, taken: readonly string[]): string {
  if (!ID.test(id)) {
    throw new UsageError(
      `'${id}' cannot be the id of a scenario: small letters, digits and single "-", such as my-check`,
    );
  }
  if (taken.includes(id)) throw new UsageError(`'${id}' is taken. Choose another id`);
  const name = id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (WORDS_OF_THE_LANGUAGE.has(name))
    throw new UsageError(`'${id}' is a word of the language: choose another id`);
  return name;
}
