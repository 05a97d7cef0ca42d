import { type ValidationError, validateWorkflow } from '@action-validator/core';

/**
 * Validates a GitHub workflow: its YAML, its schema, and the jobs that it needs.
 *
 * @param source the text of the file
 * @returns one line per problem, for example `/jobs/run/needs: unresolved job plam`
 */
export function workflowProblems(source: string): string[] {
  return [...new Set(validateWorkflow(source).errors.flatMap(linesOf))];
}

/** Returns the errors of all alternatives where a schema allows several. */
function linesOf(error: ValidationError): string[] {
  const { title, detail = title } = error;
  if (!('path' in error)) return [detail];
  const states = error.states?.flatMap(({ errors }) => errors.flatMap(linesOf)) ?? [];
  return states.length > 0 ? states : [`${error.path}: ${detail}`];
}
