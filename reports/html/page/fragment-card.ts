import { formatDuration } from '../../format/values.ts';
import { html, type Markup } from '../markup.ts';
import type { FragmentView, StageView } from '../model/fragment-view.ts';
import { clockText } from './time-axis.ts';
import { soundRow } from './waveform.ts';

/** One fragment: how it sounded before and after, what was understood, how it was translated, how long it took. */
export function fragmentCard(fragment: FragmentView): Markup {
  const { id, sequence, status, startS, durationS, words, inserted, transcript, translation, error } =
    fragment;
  const { original, dubbed, processingMs } = fragment;
  const found = words.filter((word) => word.found).length;
  return html`<article class="fragment card" id="fragment-${id}">
<h3><span>Fragment ${sequence}</span><span class="badge ${status === 'success' ? 'good' : 'bad'}">${status}</span>
<span class="note">${startS.toFixed(1)}–${(startS + durationS).toFixed(1)} s</span>
<span class="duration note">${[airedAfter(fragment), processingMs !== undefined && `STS ${formatDuration(processingMs)}`].filter(Boolean).join(' · ')}</span></h3>
${error !== undefined && html`<p class="fragment-error">${error}</p>`}
${soundRow('original', original, { durationS, words })}
${soundRow('dubbed', dubbed, { durationS, words: [] })}
<dl class="texts"><div><dt>transcript ${words.length > 0 && html`<span class="note">${found} of ${words.length} words</span>`}</dt><dd>${transcript ?? html`<span class="note">none</span>`}</dd>
${words.length > 0 && html`<dd class="words">${words.map((word) => html`<span class="word ${word.found ? 'good' : 'bad'}" title="${word.found ? 'found' : 'missed'}">${word.found ? '✓' : '✗'} ${word.word}</span>`)}${inserted.map((word) => html`<span class="word odd" title="not in the manifest">+ ${word}</span>`)}</dd>`}</div>
<div><dt>translation</dt><dd>${translation ?? html`<span class="note">none</span>`}</dd></div></dl>
${stageBar(fragment)}</article>`;
}

/** From captured to aired. */
function airedAfter({ times: { capturedFromMs, airedFromMs } }: FragmentView): string | undefined {
  if (capturedFromMs === undefined || airedFromMs === undefined) return undefined;
  return `aired after ${formatDuration(airedFromMs - capturedFromMs)}`;
}

const STAGE_CLASS: Readonly<Record<string, string>> = { ASR: 'ASR', translation: 'translation', TTS: 'TTS' };

function stageBar({ stages, times }: FragmentView): Markup | undefined {
  if (stages.length === 0) return undefined;
  const totalMs = stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  let at = 0;
  const rects = stages.map(({ name, durationMs }: StageView) => {
    const from = at;
    at += (100 * durationMs) / Math.max(totalMs, 0.001);
    return html`<rect class="stage-${STAGE_CLASS[name] ?? 'queue'}" x="${from.toFixed(2)}%" width="${(at - from).toFixed(2)}%" height="8"/>`;
  });
  const { sentMs, processedMs } = times;
  return html`<div class="stages"><svg width="100%" height="8" aria-hidden="true">${rects}</svg>
<p class="note">${sentMs !== undefined && `sent at ${clockText(sentMs)} · `}${processedMs !== undefined && `back at ${clockText(processedMs)} · `}${stages.map(({ name, durationMs }) => `${name} ${formatDuration(durationMs)}`).join(' · ')}</p></div>`;
}
