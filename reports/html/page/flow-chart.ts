import { formatDuration } from '../../format/values.ts';
import { html, type Markup, type Part } from '../markup.ts';
import type { FragmentView } from '../model/fragment-view.ts';
import type { Lane } from '../model/lane-events.ts';
import type { RunView } from '../model/run-view.ts';
import { clockText, place, type TimeSpan, timeAxis, timeMarks, width } from './time-axis.ts';

/** As many rows as are readable in one chart. A longer run has several charts. */
const FRAGMENTS_PER_CHART = 15;
const MAX_TICKS = 150;
const STAGE_CLASS: Readonly<Record<string, string>> = { ASR: 'ASR', translation: 'translation', TTS: 'TTS' };
/** Beyond this percentage of the lane, text is placed on the left of its position so that it fits. */
const LAST_PLACE = 80;

/** The events of each part of the pipeline and the way of each fragment through it, over time. */
export function flowSection(view: RunView): Markup {
  const { fragments, lanes, result } = view;
  const parts = chunksOf(fragments);
  const charts = parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    const fromMs = index === 0 ? 0 : Math.min(...part.map((fragment) => startOf(fragment) ?? 0));
    const endMs = Math.max(0, ...part.flatMap((fragment) => endOf(fragment) ?? []));
    // Estimated times may be later than the end of the run.
    const toMs = isLast ? Math.max(result.durationMs, endMs) : endMs;
    return chart(part, lanes, { fromMs, toMs: Math.max(toMs, fromMs + 1) });
  });
  return html`<p class="note">Times are on the run's clock. A segment is captured while it is published, sent once the worker has all of it, and aired when the worker sends it to the output. Captured and aired times are estimated from the start of publishing and the end of the output.</p>
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
    html`<div class="flow-row segment"><a class="flow-label" href="#fragment-${fragment.id}">${fragment.sequence} <span class="note">${latencyText(fragment)}</span></a>${fragmentLane(fragment, span)}</div>`,
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

function startOf({ times }: FragmentView): number | undefined {
  return times.capturedFromMs ?? times.sentMs ?? times.processedMs;
}

function endOf({ times: { airedToMs, processedMs, sentMs } }: FragmentView): number | undefined {
  const known = [airedToMs, processedMs, sentMs].filter((atMs) => atMs !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** The way of one fragment through the pipeline. */
function fragmentLane({ times, stages, sequence, status }: FragmentView, span: TimeSpan): Markup {
  const { capturedFromMs, capturedToMs, sentMs, ackedMs, processedMs, airedFromMs, airedToMs } = times;
  let stageMs = sentMs;
  const stageBars = stages.map(({ name, durationMs }) => {
    if (stageMs === undefined) return undefined;
    const fromMs = stageMs;
    stageMs += durationMs;
    const text = `${name} ${formatDuration(durationMs)}`;
    return bar(`stage-${STAGE_CLASS[name] ?? 'queue'}`, fromMs, stageMs, text, span);
  });
  return html`<svg width="100%" height="20" role="img" aria-label="segment ${sequence}, ${status}">
${bar('captured', capturedFromMs, capturedToMs, 'captured', span)}
${bar('waiting', capturedToMs, sentMs, 'cut and encoded', span)}
${sentMs !== undefined && processedMs !== undefined && bar('in-sts', sentMs, processedMs, `STS service ${formatDuration(processedMs - sentMs)}`, span)}
${stageBars}
${bar('waiting', processedMs, airedFromMs, 'waiting to be aired', span)}
${bar('aired', airedFromMs, airedToMs, 'aired', span)}
${ackedMs !== undefined && html`<circle class="ack" cx="${place(ackedMs, span)}" cy="3" r="2.5"><title>acknowledged at ${clockText(ackedMs)}</title></circle>`}
${status !== 'success' && sentMs !== undefined && statusText(status, processedMs ?? sentMs, span)}</svg>`;
}

function statusText(status: string, atMs: number, span: TimeSpan): Markup {
  const x = place(atMs, span);
  const isLate = Number.parseFloat(x) > LAST_PLACE;
  return html`<text class="bad mark ${isLate && 'to'}" x="${x}" y="15">${status}</text>`;
}

/** The time from capturing to airing; the time in the STS service when the segment was not aired. */
function latencyText({ times }: FragmentView): string {
  const { capturedFromMs, airedFromMs, sentMs, processedMs } = times;
  if (capturedFromMs !== undefined && airedFromMs !== undefined)
    return `+${formatDuration(airedFromMs - capturedFromMs)}`;
  if (sentMs !== undefined && processedMs !== undefined) return `STS ${formatDuration(processedMs - sentMs)}`;
  return '';
}

function bar(
  kind: string,
  fromMs: number | undefined,
  toMs: number | undefined,
  text: string,
  span: TimeSpan,
): Part {
  if (fromMs === undefined || toMs === undefined || toMs <= fromMs) return undefined;
  const height = kind === 'waiting' ? 2 : 12;
  return html`<rect class="${kind}" x="${place(fromMs, span)}" width="${width(toMs - fromMs, span)}" y="${10 - height / 2}" height="${height}"><title>${text}, ${clockText(fromMs)} to ${clockText(toMs)}</title></rect>`;
}
