import { logRow, logRowMarkup } from './log-row.ts';
import { html, type Markup } from './markup.ts';
import type { RunStory } from './run-story.ts';

/** Everything that happened, from every source, on one clock; can be narrowed to a source and to a text. */
export function logSection({ events, eventsLeftOut }: RunStory): Markup {
  const counts = new Map<string, number>();
  for (const event of events) {
    const { source } = logRow(event);
    counts.set(source, (counts.get(source) ?? 0) + 1);
  }
  const sources = [...counts].sort(([a], [b]) => a.localeCompare(b));
  return html`<section class="log">
<h2>Log <span class="note">${events.length} events, seconds since the run started</span></h2>
<form id="filter" hidden>
<input type="search" name="text" placeholder="Text" aria-label="Text">
<label class="problems"><input type="checkbox" name="problems"> problems only</label>
<fieldset>${sources.map(
    ([source, count]) =>
      html`<label><input type="checkbox" name="source" value="${source}" checked> ${source} <span class="note">${count}</span></label>`,
  )}</fieldset>
</form>
${eventsLeftOut > 0 && html`<p class="note">${eventsLeftOut} older events are in <a href="events.ndjson">events.ndjson</a>.</p>`}
<div class="scroll"><table><thead><tr><th>at</th><th>source</th><th>what</th><th>text</th></tr></thead>
<tbody id="events">${events.map(logRowMarkup)}</tbody></table></div>
</section>`;
}
