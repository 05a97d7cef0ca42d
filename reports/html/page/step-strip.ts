import { formatDuration } from '../../format/values.ts';
import { html, type Markup } from '../markup.ts';
import type { RunView } from '../model/run-view.ts';
import { sign, toneOf } from './status-mark.ts';
import { place, width } from './time-axis.ts';

/** The steps side by side, each with its length and its place in the run's time. */
export function stepStrip({ steps, result }: RunView): Markup {
  const span = { fromMs: 0, toMs: Math.max(result.durationMs, 1) };
  return html`<nav class="strip" aria-label="Steps">${steps.map(({ result: step, startMs }) => {
    const { number, id, status, durationMs } = step;
    const bar =
      startMs !== undefined &&
      html`<rect class="bar" x="${place(startMs, span)}" width="${width(durationMs, span)}" height="4" rx="2"/>`;
    return html`<a class="tile ${toneOf(status)}" href="#step-${number}" title="${step.title}">
<span class="tile-head">${sign(status)}<span class="number">${number}</span></span>
<span class="tile-name">${id}</span><span class="tile-time">${startMs === undefined ? '–' : formatDuration(durationMs)}</span>
<svg width="100%" height="4" aria-hidden="true"><rect class="track" width="100%" height="4" rx="2"/>${bar}</svg></a>`;
  })}</nav>`;
}
