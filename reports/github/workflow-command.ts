import { plainText } from '../format/plain-text.ts';

/** An annotation and its location. */
export interface Annotation {
  readonly title: string;
  readonly message: string;
  /** Relative to the root of the repository. */
  readonly file?: string;
  readonly line?: number;
}

/**
 * An annotation as a workflow command of GitHub Actions, always on one line.
 *
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions; the escaping is defined by
 * `packages/core/src/command.ts` of the toolkit.
 */
export function workflowCommand(
  level: 'error' | 'warning',
  { title, message, file, line }: Annotation,
): string {
  const properties = Object.entries({ file, line, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${properties.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return plainText(text.toWellFormed()).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
