import { html, type Markup } from '../markup.ts';
import type { LogBookRow, LogBookView } from '../model/log-book.ts';
import type { RunView } from '../model/run-view.ts';
import { embeddedJson } from './page-document.ts';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** The events of all sources on one clock. The script draws the visible rows. */
export function logSection({ log, result }: RunView): Markup {
  const counts = new Map<string, number>();
  for (const { source } of log.rows) counts.set(source, (counts.get(source) ?? 0) + 1);
  const sources = [...counts.keys()].sort((a, b) => a.localeCompare(b));
  return html`<noscript><p class="note">The log requires JavaScript. It is also in <a href="events.ndjson">events.ndjson</a>.</p></noscript>
<form class="log-filter card" id="log-filter">
<label class="grow"><span class="unseen">search</span><input type="search" name="text" placeholder="Search" autocomplete="off" spellcheck="false"></label>
<label>level <select name="level"><option value="0">all</option><option value="2">info and worse</option><option value="3">warnings and errors</option><option value="4">errors</option></select></label>
<label>step <select name="step"><option value="">all</option>${result.steps.map(({ number, id }) => html`<option value="${number}">${number} ${id}</option>`)}</select></label>
<output id="log-count" aria-live="polite"></output>
<fieldset><legend class="unseen">sources</legend>${sources.map(
    (source, index) =>
      html`<label class="source-box"><input type="checkbox" name="source" value="${index}" checked> ${source} <span class="note">${counts.get(source)}</span></label>`,
  )}<button type="button" id="log-all">all</button><button type="button" id="log-none">none</button></fieldset>
</form>
${log.leftOut > 0 && html`<p class="note">${log.leftOut} older rows are in <a href="events.ndjson">events.ndjson</a>.</p>`}
<div class="log-view card" id="log-view" role="listbox" tabindex="0" aria-label="log rows"><div class="log-space" id="log-space"></div></div>
<pre class="log-detail card" id="log-detail" hidden tabindex="0" aria-label="selected row"></pre>
${embeddedJson('log-data', { sources, levels: LEVELS, rows: packed(log, sources) })}`;
}

/** Rows as lists: field names in each of 100,000 rows would double the size of the page. */
function packed({ rows }: LogBookView, sources: readonly string[]): unknown[] {
  const numbers = new Map(sources.map((source, index) => [source, index]));
  return rows.map(({ atMs, step, source, level, what, text, data, times }) => {
    const row = [Math.round(atMs), step ?? -1, numbers.get(source), LEVELS.indexOf(level), what, text];
    if (times > 1) return [...row, data ?? 0, times];
    return data === undefined ? row : [...row, data];
  });
}

const TONES: Readonly<Record<string, string>> = { warn: 'odd', error: 'bad', fatal: 'bad', debug: 'none' };

/** A few rows of the log as a static table. */
export function logLines(
  rows: readonly LogBookRow[],
  { withSource }: { readonly withSource: boolean },
): Markup {
  return html`<table class="log-lines"><tbody>${rows.map(
    ({ atMs, source, level, what, text, data }) =>
      html`<tr class="${TONES[level] ?? ''}"><td class="at">${(atMs / 1000).toFixed(3)}</td>${withSource && html`<td class="source">${source}</td>`}<td class="text">${what !== '' && html`<span class="what">${what}</span> `}${text}${data !== undefined && html` <span class="data">${data}</span>`}</td></tr>`,
  )}</tbody></table>`;
}
