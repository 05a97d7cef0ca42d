import { html, type Markup } from '../markup.ts';
import { frameStretches, type OutputMeasures, type OutputView } from '../model/output-view.ts';
import { fileLink, type MediaLinks, sourceOf } from './media-link.ts';
import { syncPlot } from './sync-plot.ts';

/** The output: to be seen, and what was measured of it. */
export function outputSection({ capturePath, measured, syncLimitMs }: OutputView, links: MediaLinks): Markup {
  return html`<div class="output">
${
  capturePath !== undefined &&
  html`<figure class="card"><video controls preload="metadata" playsinline ${sourceOf(capturePath, links)}></video>
<figcaption class="note">${fileLink(capturePath, capturePath, links)}${measured?.durationS != null && ` · ${measured.durationS.toFixed(3)} s`} ${measured?.videoCodec ?? ''} ${measured?.audioCodec ?? ''}</figcaption></figure>`
}
${
  measured !== undefined &&
  html`<section class="card"><h3>A/V offset of each window <span class="note">ms, positive: audio late</span></h3>${syncPlot(measured, syncLimitMs)}</section>
<section class="card"><h3>Frames</h3>${frameStrip(measured)}</section>
<section class="card whole"><h3>What is heard in each window</h3>${windows(measured)}</section>`
}</div>`;
}

function frameStrip(measured: OutputMeasures): Markup {
  const { frames } = measured;
  const { stretches, unplaced } = frameStretches(measured);
  const total = Math.max(frames.reference, 1);
  const counts: readonly (readonly [kind: string, name: string, count: number])[] = [
    ['same', 'same', frames.identical],
    ['missing', 'missing', frames.missingHead + frames.missingInside + frames.missingTail],
    ['repeated', 'repeated', frames.repeated],
    ['changed', 'changed', frames.changed],
    ['inserted', 'not in the clip', frames.inserted],
  ];
  return html`<svg class="frames" width="100%" height="26" role="img" aria-label="${frames.identical} of ${frames.reference} frames are the same">${stretches.map(
    ({ kind, from, count }) => {
      const wide = kind === 'same' ? (100 * count) / total : Math.max((100 * count) / total, 0.3);
      return html`<rect class="frame-${kind}" x="${Math.min((100 * from) / total, 100 - wide).toFixed(3)}%" width="${wide.toFixed(3)}%" height="26"><title>${kind}: frame ${from}${count > 1 && ` to ${from + count - 1}`}</title></rect>`;
    },
  )}</svg>
<p class="legend">${counts.map(([kind, name, count]) => html`<span class="key frame-${kind}">${count} ${name}</span>`)}</p>
${unplaced > 0 && html`<p class="note">The places of ${unplaced} differences are not known: the run keeps the first ones.</p>`}`;
}

const QUIETEST_DBFS = -60;
const HEARD_TONE: Readonly<Record<string, string>> = { dubbed: 'good', original: 'bad', silence: 'bad' };

function windows({ windows: all }: OutputMeasures): Markup {
  return html`<div class="scroll"><table class="windows"><thead><tr><th>window</th><th>heard</th><th>like the dubbed audio</th><th>like the original</th><th>level</th><th class="wide"><span class="unseen">level</span></th></tr></thead><tbody>${all.map(
    ({ sequence, heard, dubbedCoefficient, originalCoefficient, levelDbfs }) => {
      const level = levelDbfs == null ? 0 : Math.max(0, 100 * (1 - levelDbfs / QUIETEST_DBFS));
      return html`<tr><td>${sequence}</td><td class="value ${HEARD_TONE[heard] ?? 'odd'}">${heard}</td><td class="value">${dubbedCoefficient?.toFixed(2) ?? '–'}</td><td class="value">${originalCoefficient?.toFixed(2) ?? '–'}</td><td class="value">${levelDbfs == null ? '–' : `${levelDbfs.toFixed(1)} dBFS`}</td>
<td class="wide"><svg class="level-bar" width="100%" height="8" aria-hidden="true"><rect class="track" width="100%" height="8" rx="2"/><rect class="bar" width="${Math.min(level, 100).toFixed(1)}%" height="8" rx="2"/></svg></td></tr>`;
    },
  )}</tbody></table></div>`;
}
