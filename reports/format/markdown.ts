import { plainLine } from './plain-text.ts';

/** The punctuation that CommonMark and GitHub interpret within a line; `_` only beside a space or punctuation. */
const SPECIAL = /[\\`*[\]<>|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** Mentions, references to issues and entities, for which a backslash does not help. */
const REFERENCES = /[@#&]/g;

/**
 * Untrusted text as Markdown prose on one line, for paragraphs and table cells. Stays readable as plain text: only what
 * would act as markup is escaped.
 */
export function markdownText(text: string): string {
  return plainLine(text.toWellFormed())
    .replaceAll(REFERENCES, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll(SPECIAL, '\\$&');
}

/** Untrusted text as a code span, for paragraphs and table cells. */
export function markdownCode(text: string): string {
  const line = plainLine(text.toWellFormed());
  if (line.trim() === '') return '';
  const fence = '`'.repeat(longestRun(line) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  // In a table, a backslash keeps a bar from ending the cell, also within code.
  return `${fence}${space}${line.replaceAll('|', '\\|')}${space}${fence}`;
}

/** Lines of untrusted text as a code block. */
export function markdownBlock(lines: readonly string[], language = 'text'): string {
  const plain = lines.map((line) => plainLine(line.toWellFormed()));
  const fence = '`'.repeat(Math.max(3, longestRun(plain.join('\n')) + 1));
  return [`${fence}${language}`, ...plain, fence].join('\n');
}

/** A table; the cells are Markdown. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The length of the longest run of backticks. */
function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
