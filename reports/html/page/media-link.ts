import { fileHref, html, type Markup } from '../markup.ts';

/** How a page refers to the files of its run. */
export interface MediaLinks {
  /** Whether the page contains the files. */
  readonly inlined: boolean;
}

/** The `src` of a player or an image. In a self-contained page, the script sets it. */
export function sourceOf(path: string, { inlined }: MediaLinks): Markup {
  return inlined ? html`data-src="${fileHref(path)}"` : html`src="${fileHref(path)}"`;
}

/** A link to a file. */
export function fileLink(path: string, name: string, { inlined }: MediaLinks): Markup {
  if (!inlined) return html`<a href="${fileHref(path)}">${name}</a>`;
  return html`<a data-href="${fileHref(path)}" download="${path.split('/').at(-1)}">${name}</a>`;
}
