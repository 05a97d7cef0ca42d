import { formatDuration } from '../../format/values.ts';
import { html, type Markup, type Part } from '../markup.ts';
import type { FragmentView } from '../model/fragment-view.ts';
import { clockText, place, type TimeSpan, width } from './time-axis.ts';

const STAGE_CLASS: Readonly<Record<string, string>> = { ASR: 'ASR', translation: 'translation', TTS: 'TTS' };

/** A segment's way through the pipeline, as a row of a chart. */
export function fragmentLane({ times, stages, sequence, status }: FragmentView, span: TimeSpan): Markup {
  const { capturedFromMs, capturedToMs, sentMs, ackedMs, processedMs, airedFromMs, airedToMs } = times;
  let stageMs = sentMs;
  const stageBars = stages.map(({ name, durationMs }) => {
    if (stageMs === undefined) return undefined;
    const fromMs = stageMs;
    stageMs += durationMs;
    return bar(
      `stage-${STAGE_CLASS[name] ?? 'queue'}`,
      fromMs,
      stageMs,
      `${name} ${formatDuration(durationMs)}`,
      span,
    );
  });
  return html`<svg width="100%" height="20" role="img" aria-label="segment ${sequence}, ${status}">
${bar('captured', capturedFromMs, capturedToMs, 'captured', span)}
${bar('waiting', capturedToMs, sentMs, 'cut and encoded', span)}
${sentMs !== undefined && processedMs !== undefined && bar('in-sts', sentMs, processedMs, `sent to processed ${formatDuration(processedMs - sentMs)}`, span)}
${stageBars}
${bar('waiting', processedMs, airedFromMs, 'waits to be aired', span)}
${bar('aired', airedFromMs, airedToMs, 'aired', span)}
${ackedMs !== undefined && html`<circle class="ack" cx="${place(ackedMs, span)}" cy="3" r="2.5"><title>acknowledged at ${clockText(ackedMs)}</title></circle>`}
${status !== 'success' && sentMs !== undefined && statusText(status, processedMs ?? sentMs, span)}</svg>`;
}

/** Beyond this share of the lane the text stands before its place, or it would leave the picture. */
const LAST_PLACE = 80;

function statusText(status: string, atMs: number, span: TimeSpan): Markup {
  const x = place(atMs, span);
  const isLate = Number.parseFloat(x) > LAST_PLACE;
  return html`<text class="bad mark ${isLate && 'to'}" x="${x}" y="15">${status}</text>`;
}

/** How long after its capture the segment was aired, or came back when nothing was aired. */
export function lateness({ times }: FragmentView): string {
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
