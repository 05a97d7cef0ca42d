import { plainLine } from '../format/plain-text.ts';

/** All ASCII punctuation that GitHub's Markdown, its tables or its links to people and issues may obey. */
const SPECIAL = /[\\`*_{}[\]()<>#!|~&@:$]/g;

/**
 * Text as text, on one line. Written as a character reference a character is never markup
 * (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references), not even the bar of a table.
 */
export function escapeMarkdown(text: string): string {
  return plainLine(text.toWellFormed()).replaceAll(SPECIAL, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table. Cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
