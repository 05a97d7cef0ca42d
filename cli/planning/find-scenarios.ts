import type { CliContext } from '../cli-context.ts';
import type { SelectionFlags } from '../options/selection-options.ts';
import { suggestion, UsageError } from '../usage.ts';

type Known = Pick<CliContext, 'scenarios' | 'tags'>;
const ALL = ' `pnpm scenario list` lists all with their titles.';

type Definition = CliContext['scenarios'][number];

/**
 * Finds the selected scenarios, without duplicates.
 *
 * @param names ids and tags. A tag selects all scenarios that have it: `resilience`, or `@resilience` when a scenario
 *   has the same name. Without names, `grep` selects from all scenarios.
 * @throws {UsageError} for an unknown name, and when nothing is selected
 */
export function findScenarios(
  names: readonly string[],
  { grep }: Pick<SelectionFlags, 'grep'>,
  known: Known,
): Definition[] {
  if (names.length === 0 && grep === undefined) {
    throw new UsageError(`name a scenario or a tag. ${suggestion('', vocabulary(known))}${ALL}`);
  }
  const named = names.length === 0 ? known.scenarios : names.flatMap((name) => findNamed(name, known));
  const found = [...new Set(named)].filter(grep === undefined ? () => true : matcher(grep, known));
  if (found.length > 0) return found;
  const candidates = names.length === 0 ? vocabulary(known) : named.map(({ id }) => id);
  throw new UsageError(`no scenario matches --grep '${grep}'. ${suggestion(grep ?? '', candidates)}`);
}

function findNamed(name: string, known: Known): Definition[] {
  const definition = known.scenarios.find(({ id }) => id === name);
  if (definition !== undefined) return [definition];
  const group = known.scenarios.filter(({ tags }) => tags.includes(name.replace(/^@/, '')));
  if (group.length > 0) return group;
  throw new UsageError(`unknown scenario '${name}'. ${suggestion(name, vocabulary(known))}${ALL}`);
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
    throw new UsageError(`--grep expects a regular expression: ${String(error)}`);
  }
}

function vocabulary({ scenarios, tags }: Known): string[] {
  return [...scenarios.map(({ id }) => id), ...Object.keys(tags).map((tag) => `@${tag}`)];
}
