import type { CliContext } from './cli-context.ts';
import { suggestion, UsageError } from './usage.ts';

type Scenarios = CliContext['scenarios'];

/**
 * The scenarios that were asked for.
 *
 * @throws {UsageError} for one that is not known
 */
export function findScenarios(ids: readonly string[], scenarios: Scenarios): Scenarios[number][] {
  return ids.map((id) => {
    const definition = scenarios.find((candidate) => candidate.id === id);
    if (definition !== undefined) return definition;
    const known = scenarios.map((candidate) => candidate.id);
    throw new UsageError(`unknown scenario '${id}'. ${suggestion(id, known)}`);
  });
}
