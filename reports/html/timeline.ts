import { formatDuration } from '../format/duration.ts';
import { html, type Markup } from './markup.ts';
import type { RunStory } from './run-story.ts';
import { toneOf } from './status-mark.ts';

const WIDTH = 1000;
const ROW_HEIGHT = 26;
const LABEL_WIDTH = 230;
const DURATION_WIDTH = 90;
const MIN_BAR_WIDTH = 3;

/** When each step ran, one bar a step, on the run's clock. */
export function timeline({ result, stepStartsMs }: RunStory): Markup {
  const room = WIDTH - LABEL_WIDTH - DURATION_WIDTH;
  const scale = room / Math.max(result.durationMs, 1);
  const rows = result.steps.map(({ number, id, status, durationMs }) => {
    const startMs = stepStartsMs.get(number);
    const middle = number * ROW_HEIGHT + ROW_HEIGHT / 2;
    const x = LABEL_WIDTH + (startMs ?? 0) * scale;
    const width = Math.max(durationMs * scale, MIN_BAR_WIDTH);
    return html`<a href="#step-${number}">
<text x="0" y="${middle + 4}" class="label ${startMs === undefined && 'unrun'}">${number} ${id}</text>
${
  startMs !== undefined &&
  html`<rect class="${toneOf(status)}" x="${x.toFixed(1)}" y="${middle - 7}" width="${width.toFixed(1)}" height="14" rx="3"/>
<text x="${(x + width + 6).toFixed(1)}" y="${middle + 4}" class="time">${formatDuration(durationMs)}</text>`
}
</a>`;
  });
  const height = result.steps.length * ROW_HEIGHT;
  return html`<svg class="timeline" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="when each step ran">
<line x1="${LABEL_WIDTH}" y1="0" x2="${LABEL_WIDTH}" y2="${height}" class="axis"/>${rows}</svg>`;
}
