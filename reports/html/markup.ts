import { plainText } from '../format/plain-text.ts';

/** HTML, made only by {@link html} and {@link trusted}. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML from a template. Values other than markup are escaped, in text and in attributes. */
export function html(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(String.raw({ raw: fixed }, ...parts.map(render)));
}

/** Marks text as HTML. Only for text of the program itself. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function render(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (part === undefined || part === false) return '';
  if (typeof part === 'object') return part.map(render).join('');
  return plainText(String(part)).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A link target inside the run folder, even if the path contains a scheme, a host or `..`. */
export function fileHref(path: string): string {
  const inside = path
    .toWellFormed()
    .split('/')
    .filter((part) => part !== '..');
  return ['.', ...inside.map(encodeURIComponent)].join('/');
}
