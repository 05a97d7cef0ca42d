import { readFileSync } from 'node:fs';

/** The content of docs/protocol.md, with the first table below each heading. */
export interface ProtocolPage {
  readonly text: string;
  /** Headings with a table, in order. */
  readonly headings: readonly string[];
  /**
   * The rows below a heading, each with its cells by column name.
   *
   * @throws {Error} when the page has no such heading with a table
   */
  table(heading: string): readonly Readonly<Record<string, string>>[];
}

export function readProtocolPage(): ProtocolPage {
  const text = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
  const tables = new Map<string, Record<string, string>[]>();
  for (const section of text.split(/^#+ /m).slice(1)) {
    const [heading = '', ...lines] = section.split('\n');
    const start = lines.findIndex((line) => line.startsWith('|'));
    if (start < 0) continue;
    const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
    const [columns = [], , ...rows] = lines
      .slice(start, length < 0 ? undefined : start + length)
      .map(cellsOf);
    if (tables.has(heading)) throw new Error(`docs/protocol.md has two tables below "${heading}".`);
    tables.set(
      heading,
      rows.map((cells) => Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']))),
    );
  }
  return {
    text,
    headings: [...tables.keys()],
    table(heading) {
      const rows = tables.get(heading);
      if (rows === undefined) throw new Error(`docs/protocol.md has no table below "${heading}".`);
      return rows;
    },
  };
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** The content of a cell that is one code span. */
export function codeOf(cell: string | undefined): string {
  return /^`([^`]*)`$/.exec(cell ?? '')?.[1] ?? '';
}

/** The code spans of a cell. */
export function codesOf(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]*)`/g)].map(([, code = '']) => code);
}
