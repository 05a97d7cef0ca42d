import { html, type Markup } from '../markup.ts';
import type { FragmentView } from '../model/fragment-view.ts';
import type { Lane } from '../model/lane-events.ts';
import type { RunView } from '../model/run-view.ts';
import { fragmentLane, lateness } from './fragment-lane.ts';
import { clockText, place, type TimeSpan, timeAxis, timeMarks } from './time-axis.ts';

/** As many as can be told apart at once; a longer run is drawn in several charts, each with its own stretch of time. */
const FRAGMENTS_PER_CHART = 15;
const MAX_TICKS = 150;

/** Who did what when: the parts of the pipeline, and each segment on its way through them. */
export function flowSection(view: RunView): Markup {
  const { fragments, lanes, result } = view;
  const parts = chunksOf(fragments);
  const charts = parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    const fromMs = index === 0 ? 0 : Math.min(...part.map(startOf));
    const endMs = Math.max(0, ...part.map(endOf));
    // What is reckoned may end after the run.
    const toMs = isLast ? Math.max(result.durationMs, endMs) : endMs;
    return chart(part, lanes, { fromMs, toMs: Math.max(toMs, fromMs + 1) });
  });
  return html`<p class="note">On the run's clock. A segment is captured while its window is published, sent when the worker has it whole, and aired when the worker puts its window out. Captured and aired are reckoned from the begin of publishing and from the end of the output.</p>
<p class="legend"><span class="key captured">captured</span><span class="key waiting">waiting</span><span class="key stage-queue">queue, decode, encode</span><span class="key stage-ASR">ASR</span><span class="key stage-translation">translation</span><span class="key stage-TTS">TTS</span><span class="key aired">aired</span><span class="key ack">acknowledged</span><span class="key event">event</span><span class="key event odd">warning</span><span class="key event bad">error</span></p>
${charts}`;
}

function chart(fragments: readonly FragmentView[], lanes: readonly Lane[], span: TimeSpan): Markup {
  const grid = timeMarks(span).map((atMs) => {
    const x = place(atMs, span);
    return html`<line x1="${x}" x2="${x}" y1="0" y2="100%"/>`;
  });
  const label =
    fragments.length === 0 ? '' : ` of segments ${fragments[0]?.sequence} to ${fragments.at(-1)?.sequence}`;
  return html`<figure class="flow card" aria-label="Flow${label}"><div class="flow-rows">
<svg class="grid" width="100%" height="100%" aria-hidden="true">${grid}</svg>
${lanes.map((lane) => laneRow(lane, span))}
${fragments.map(
  (fragment) =>
    html`<div class="flow-row segment"><a class="flow-label" href="#fragment-${fragment.id}">${fragment.sequence} <span class="note">${lateness(fragment)}</span></a>${fragmentLane(fragment, span)}</div>`,
)}
<div class="flow-row"><span class="flow-label"></span>${timeAxis(span)}</div></div></figure>`;
}

function laneRow({ name, events }: Lane, span: TimeSpan): Markup {
  const inside = events.filter(({ atMs }) => atMs >= span.fromMs && atMs <= span.toMs);
  const shown = inside.slice(0, MAX_TICKS);
  return html`<div class="flow-row"><span class="flow-label">${name}${inside.length > shown.length && html` <span class="note">first ${MAX_TICKS} of ${inside.length}</span>`}</span><svg width="100%" height="20" role="img" aria-label="${inside.length} events of ${name}">
${shown.map(({ atMs, text, tone }) => html`<circle class="tick ${tone}" cx="${place(atMs, span)}" cy="10" r="4"><title>${clockText(atMs)}: ${text}</title></circle>`)}</svg></div>`;
}

function chunksOf(fragments: readonly FragmentView[]): FragmentView[][] {
  const count = Math.max(1, Math.ceil(fragments.length / FRAGMENTS_PER_CHART));
  return Array.from({ length: count }, (_, index) =>
    fragments.slice(index * FRAGMENTS_PER_CHART, (index + 1) * FRAGMENTS_PER_CHART),
  );
}

function startOf({ times }: FragmentView): number {
  return times.capturedFromMs ?? times.sentMs ?? 0;
}

function endOf({ times }: FragmentView): number {
  return Math.max(times.airedToMs ?? 0, times.processedMs ?? 0, times.sentMs ?? 0);
}
