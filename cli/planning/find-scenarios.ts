import type { CliContext } from '../cli-context.ts';
import type { SelectionFlags } from '../options/selection-options.ts';
import { suggestion, UsageError } from '../usage.ts';

type Known = Pick<CliContext, 'scenarios' | 'tags'>;
type Definition = CliContext['scenarios'][number];

/**
 * The scenarios that were asked for, each once.
 *
 * @param names ids of scenarios, and tags for all that have them: `resilience` or, when a scenario is called so,
 *   `@resilience`. None for all that `grep` matches.
 * @throws {UsageError} for a name that is not known, and when there is nothing to run
 */
export function findScenarios(
  names: readonly string[],
  { grep }: Pick<SelectionFlags, 'grep'>,
  known: Known,
): Definition[] {
  if (names.length === 0 && grep === undefined) {
    throw new UsageError(`which scenario? ${suggestion('', vocabulary(known))}`);
  }
  const named = names.length === 0 ? known.scenarios : names.flatMap((name) => findNamed(name, known));
  const matches = grep === undefined ? () => true : matcher(grep, known);
  const found = [...new Set(named)].filter(matches);
  if (found.length > 0) return found;
  const among = names.length === 0 ? vocabulary(known) : named.map(({ id }) => id);
  throw new UsageError(`nothing matches --grep '${grep}'. ${suggestion(grep ?? '', among)}`);
}

function findNamed(name: string, known: Known): Definition[] {
  const definition = known.scenarios.find(({ id }) => id === name);
  if (definition !== undefined) return [definition];
  const group = known.scenarios.filter(({ tags }) => tags.includes(name.replace(/^@/, '')));
  if (group.length > 0) return group;
  throw new UsageError(`unknown scenario '${name}'. ${suggestion(name, vocabulary(known))}`);
}

function matcher(grep: string, known: Known): (definition: Definition) => boolean {
  const tags = Object.keys(known.tags);
  for (const [typed, tag = ''] of grep.matchAll(/@([\w-]+)/g)) {
    if (tags.some((candidate) => candidate.startsWith(tag))) continue;
    const words = tags.map((candidate) => `@${candidate}`);
    throw new UsageError(`unknown tag '${typed}'. ${suggestion(typed, words)}`);
  }
  const pattern = regularExpression(grep);
  return ({ id, title, tags }) => pattern.test([id, title, ...tags.map((tag) => `@${tag}`)].join(' '));
}

function regularExpression(typed: string): RegExp {
  try {
    return new RegExp(typed, 'i');
  } catch (error) {
    throw new UsageError(`--grep takes a regular expression: ${String(error)}`);
  }
}

function vocabulary({ scenarios, tags }: Known): string[] {
  return [...scenarios.map(({ id }) => id), ...Object.keys(tags).map((tag) => `@${tag}`)];
}
