import { html, type Markup, type Part } from '../markup.ts';
import { frameStretches, type OutputMeasures, type OutputView } from '../model/output-view.ts';
import { fileLink, type MediaLinks, sourceOf } from './media-link.ts';

const NOT_MEASURED = html`<span class="note">not measured</span>`;

/** The captured output and its measurements. */
export function outputSection(
  { capturePath, measured, offsetLimitMs }: OutputView,
  links: MediaLinks,
): Markup {
  return html`<div class="output">
${
  capturePath !== undefined &&
  html`<figure class="card"><video controls preload="metadata" playsinline ${sourceOf(capturePath, links)}></video>
<figcaption class="note">${fileLink(capturePath, capturePath, links)}${measured?.durationS != null && ` · ${measured.durationS.toFixed(3)} s`} ${measured?.videoCodec ?? ''} ${measured?.audioCodec ?? ''}</figcaption></figure>`
}
${
  measured !== undefined &&
  html`<section class="card"><h3>A/V offset per segment <span class="note">ms, positive: audio late</span></h3>${offsetPlot(measured, offsetLimitMs)}</section>
<section class="card"><h3>Frames</h3>${frameStrip(measured)}</section>
<section class="card whole"><h3>Audio per segment</h3>${segmentTable(measured)}</section>`
}</div>`;
}

const PLOT_HEIGHT = 150;
const PLOT_INSET = 12;
/** As many segment numbers fit below the plot. */
const MAX_NUMBERED = 20;

/** The A/V offset of each segment, with its limit as a band. */
function offsetPlot({ segments }: OutputMeasures, limit: OutputView['offsetLimitMs']): Markup {
  const values = segments.flatMap(({ offsetMs }) => offsetMs ?? []);
  const bounds = [limit?.min, limit?.max].filter((bound) => bound !== undefined);
  const largest = Math.max(1, ...[...values, ...bounds].map(Math.abs));
  const y = (valueMs: number): number =>
    PLOT_HEIGHT / 2 - (valueMs / (largest * 1.1)) * (PLOT_HEIGHT / 2 - PLOT_INSET);
  const band =
    limit?.min !== undefined &&
    limit.max !== undefined &&
    html`<rect class="band" width="100%" y="${y(limit.max).toFixed(1)}" height="${(y(limit.min) - y(limit.max)).toFixed(1)}"/>
<text x="4" y="${(y(limit.max) + 14).toFixed(1)}">+${limit.max} ms</text><text x="4" y="${(y(limit.min) - 5).toFixed(1)}">${limit.min} ms</text>`;
  const dots = segments.map(({ sequence = '?', offsetMs, notMeasuredReason }, index) => {
    const x = `${((100 * (index + 0.5)) / segments.length).toFixed(2)}%`;
    const number =
      segments.length <= MAX_NUMBERED &&
      html`<text class="segment" x="${x}" y="${PLOT_HEIGHT - 2}">${sequence}</text>`;
    if (offsetMs == null) {
      const reason = notMeasuredReason === undefined ? '' : `: ${notMeasuredReason}`;
      return html`${number}<text class="odd mark" x="${x}" y="${PLOT_HEIGHT / 2 - 6}">?<title>segment ${sequence}: not measured${reason}</title></text>`;
    }
    const isOutside = offsetMs > (limit?.max ?? Infinity) || offsetMs < (limit?.min ?? -Infinity);
    return html`${number}<circle class="dot ${isOutside ? 'bad' : 'good'}" cx="${x}" cy="${y(offsetMs).toFixed(1)}" r="4.5"><title>segment ${sequence}: ${offsetMs.toFixed(1)} ms</title></circle>`;
  });
  const range =
    values.length === 0
      ? 'not measured in any segment'
      : `measured in ${values.length} of ${segments.length} segments, ${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)} ms`;
  return html`<svg class="plot" width="100%" height="${PLOT_HEIGHT}" role="img" aria-label="A/V offset: ${range}">${band}
<line x1="0" x2="100%" y1="${PLOT_HEIGHT / 2}" y2="${PLOT_HEIGHT / 2}"/>${dots}</svg><p class="note">${range}</p>`;
}

/** The frames of the clip as a strip, coloured by their result in the output, and their counts. */
function frameStrip(measured: OutputMeasures): Markup {
  const strip = frameStretches(measured);
  if (strip === undefined) return html`<p>${NOT_MEASURED}</p>`;
  const { frames } = measured;
  const { reference = 0, identical } = frames;
  const total = Math.max(reference, 1);
  const { stretches, placed, unplaced } = strip;
  const label =
    identical === undefined
      ? 'identical frames: not measured'
      : `${identical} of ${reference} frames are the same`;
  return html`<svg class="frames" width="100%" height="26" role="img" aria-label="${label}">${stretches.map(
    ({ kind, from, count }) => {
      const wide = kind === 'same' ? (100 * count) / total : Math.max((100 * count) / total, 0.3);
      const text = kind === 'unknown' ? 'not measured' : kind;
      return html`<rect class="frame-${kind}" x="${Math.min((100 * from) / total, 100 - wide).toFixed(3)}%" width="${wide.toFixed(3)}%" height="26"><title>${text}: frame ${from}${count > 1 && ` to ${from + count - 1}`}</title></rect>`;
    },
  )}</svg>
<p class="legend">${frameCounts(frames).map(([kind, text]) => html`<span class="key frame-${kind}">${text}</span>`)}</p>
${unplaced > 0 && html`<p class="note">${placed === 0 ? 'The differing frames are not located.' : `Only the first ${placed} of ${placed + unplaced} differing frames are located.`}</p>`}`;
}

function frameCounts(frames: OutputMeasures['frames']): (readonly [kind: string, text: string])[] {
  const text = (count: number | undefined, name: string): string =>
    count === undefined ? `${name}: not measured` : `${count} ${name}`;
  const { identical, missingHead, missingInside, missingTail, repeated, changed, inserted } = frames;
  const missing = [missingHead, missingInside, missingTail];
  const known = missing.filter((count) => count !== undefined);
  const sum = known.length === 0 ? undefined : known.reduce((total, count) => total + count, 0);
  const isPartial = known.length > 0 && known.length < missing.length;
  return [
    ['same', text(identical, 'same')],
    ['missing', `${isPartial ? 'at least ' : ''}${text(sum, 'missing')}`],
    ['repeated', text(repeated, 'repeated')],
    ['changed', text(changed, 'changed')],
    ['inserted', text(inserted, 'not in the clip')],
  ];
}

const QUIETEST_DBFS = -60;
const AUDIO_TONES: Readonly<Record<string, string>> = { dubbed: 'good', original: 'bad', silence: 'bad' };

function segmentTable({ segments }: OutputMeasures): Markup {
  return html`<div class="scroll"><table class="segments"><thead><tr><th>segment</th><th>audio</th><th>similarity to dub</th><th>similarity to original</th><th>level</th><th class="wide"><span class="unseen">level</span></th></tr></thead><tbody>${segments.map(segmentRow)}</tbody></table></div>`;
}

function segmentRow(segment: OutputMeasures['segments'][number]): Markup {
  const { sequence, audio, dubbedSimilarity, originalSimilarity, levelDbfs } = segment;
  const kind = audio === 'unknown' ? 'not identified' : audio;
  const number = (value: number | null | undefined, format: (value: number) => string): Part =>
    value == null ? NOT_MEASURED : format(value);
  const two = (value: number): string => value.toFixed(2);
  return html`<tr><td>${sequence ?? NOT_MEASURED}</td><td class="value ${AUDIO_TONES[audio ?? ''] ?? 'odd'}">${kind ?? NOT_MEASURED}</td><td class="value">${number(dubbedSimilarity, two)}</td><td class="value">${number(originalSimilarity, two)}</td><td class="value">${number(levelDbfs, (level) => `${level.toFixed(1)} dBFS`)}</td>
<td class="wide">${levelDbfs != null && levelBar(levelDbfs)}</td></tr>`;
}

function levelBar(levelDbfs: number): Markup {
  const percent = Math.min(100, Math.max(0, 100 * (1 - levelDbfs / QUIETEST_DBFS)));
  return html`<svg class="level-bar" width="100%" height="8" aria-hidden="true"><rect class="track" width="100%" height="8" rx="2"/><rect class="bar" width="${percent.toFixed(1)}%" height="8" rx="2"/></svg>`;
}
