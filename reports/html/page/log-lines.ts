import { html, type Markup } from '../markup.ts';
import type { LogBookRow } from '../model/log-book.ts';

const TONES: Readonly<Record<string, string>> = { warn: 'odd', error: 'bad', fatal: 'bad', debug: 'none' };

/** Some lines of the log, as a table that stands still. */
export function logLines(
  rows: readonly LogBookRow[],
  { withSource }: { readonly withSource: boolean },
): Markup {
  return html`<table class="log-lines"><tbody>${rows.map(
    ({ atMs, source, level, what, text, data }) =>
      html`<tr class="${TONES[level] ?? ''}"><td class="at">${(atMs / 1000).toFixed(3)}</td>${withSource && html`<td class="source">${source}</td>`}<td class="text">${what !== '' && html`<span class="what">${what}</span> `}${text}${data !== undefined && html` <span class="data">${data}</span>`}</td></tr>`,
  )}</tbody></table>`;
}
