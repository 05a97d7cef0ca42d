import { type ValidationError, validateWorkflow } from '@action-validator/core';

/**
 * What is wrong with a GitHub workflow: its YAML, what its schema does not know, jobs that are needed and not there.
 *
 * @param source the text of the file
 * @returns a line for each, such as `/jobs/run/needs: unresolved job plam`
 */
export function workflowProblems(source: string): string[] {
  return [...new Set(validateWorkflow(source).errors.flatMap(linesOf))];
}

/** Where there are several ways to be right, all ways in which it is wrong are told. */
function linesOf(error: ValidationError): string[] {
  const { title, detail = title } = error;
  if (!('path' in error)) return [detail];
  const states = error.states?.flatMap(({ errors }) => errors.flatMap(linesOf)) ?? [];
  return states.length > 0 ? states : [`${error.path}: ${detail}`];
}
