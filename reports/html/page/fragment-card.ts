import { formatDuration } from '../../format/values.ts';
import { fileHref, html, type Markup } from '../markup.ts';
import type { AudioView, FragmentView, StageView, WordView } from '../model/fragment-view.ts';
import { clockText } from './time-axis.ts';

const STAGE_CLASS: Readonly<Record<string, string>> = { ASR: 'ASR', translation: 'translation', TTS: 'TTS' };

/** One fragment: original and dubbed audio, transcript, translation, processing time. */
export function fragmentCard(fragment: FragmentView): Markup {
  const { id, sequence, status, durationS, words, inserted, transcript, translation, error } = fragment;
  const { original, dubbed } = fragment;
  const note = wordsText(fragment);
  const none = html`<span class="note">none</span>`;
  return html`<article class="fragment card" id="fragment-${id}">
<h3><span>Fragment ${sequence}</span><span class="badge ${status === 'success' ? 'good' : 'bad'}">${status}</span>
<span class="note">${positionText(fragment)}</span>
<span class="duration note">${[latencyText(fragment), processingText(fragment)].filter(Boolean).join(' · ')}</span></h3>
${error !== undefined && html`<p class="fragment-error">${error}</p>`}
${audioRow('original', original, { durationS, words })}
${audioRow('dubbed', dubbed, { durationS, words: [] })}
<dl class="texts"><div><dt>transcript ${note !== undefined && html`<span class="note">${note}</span>`}</dt><dd>${transcript ?? none}</dd>
${words.length > 0 && html`<dd class="words">${words.map(wordMark)}${inserted.map((word) => html`<span class="word odd" title="not in the manifest">+ ${word}</span>`)}</dd>`}</div>
<div><dt>translation</dt><dd>${translation ?? none}</dd></div></dl>
${stageBar(fragment)}</article>`;
}

/** How many of the spoken words the transcript contains; undefined when no transcript is expected. */
function wordsText({ status, transcript, words }: FragmentView): string | undefined {
  if (words.length === 0) return undefined;
  if (transcript === undefined) return status === 'unanswered' ? undefined : 'words not measured';
  return `${words.filter(({ found }) => found).length} of ${words.length} words`;
}

function wordMark({ word, found }: WordView): Markup {
  if (found === undefined) return html`<span class="word none" title="spoken">${word}</span>`;
  return html`<span class="word ${toneOf(found)}" title="${found ? 'found' : 'missed'}">${found ? '✓' : '✗'} ${word}</span>`;
}

function toneOf(found: boolean | undefined): string {
  if (found === undefined) return 'none';
  return found ? 'good' : 'bad';
}

function positionText({ startS, durationS }: FragmentView): string {
  if (startS === undefined) return 'position unknown';
  if (durationS === undefined) return `from ${startS.toFixed(1)} s`;
  return `${startS.toFixed(1)}–${(startS + durationS).toFixed(1)} s`;
}

/** The time from capturing to airing. */
function latencyText({ times: { capturedFromMs, airedFromMs } }: FragmentView): string | undefined {
  if (capturedFromMs === undefined || airedFromMs === undefined) return undefined;
  return `aired after ${formatDuration(airedFromMs - capturedFromMs)}`;
}

/** @returns undefined for a fragment without a result */
function processingText({ status, processingMs }: FragmentView): string | undefined {
  if (status === 'unanswered') return undefined;
  return `STS ${processingMs === undefined ? 'time not measured' : formatDuration(processingMs)}`;
}

/** @returns undefined for a fragment without a result */
function stageBar({ status, stages, times }: FragmentView): Markup | undefined {
  if (status === 'unanswered') return undefined;
  if (stages.length === 0) return html`<div class="stages"><p class="note">stages not measured</p></div>`;
  const totalMs = stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  let at = 0;
  const rects = stages.map(({ name, durationMs }: StageView) => {
    const from = at;
    at += (100 * durationMs) / Math.max(totalMs, 0.001);
    return html`<rect class="stage-${STAGE_CLASS[name] ?? 'queue'}" x="${from.toFixed(2)}%" width="${(at - from).toFixed(2)}%" height="8"/>`;
  });
  const { sentMs, processedMs } = times;
  return html`<div class="stages"><svg width="100%" height="8" aria-hidden="true">${rects}</svg>
<p class="note">${sentMs !== undefined && `sent at ${clockText(sentMs)} · `}${processedMs !== undefined && `processed at ${clockText(processedMs)} · `}${stages.map(({ name, durationMs }) => `${name} ${formatDuration(durationMs)}`).join(' · ')}</p></div>`;
}

/** A player: a button and a waveform that seeks on click. */
function audioRow(
  name: string,
  audio: AudioView | undefined,
  { durationS, words }: { readonly durationS: number | undefined; readonly words: readonly WordView[] },
): Markup {
  if (audio === undefined)
    return html`<div class="audio"><span class="audio-name">${name}</span><p class="note">no audio file</p></div>`;
  const labels =
    durationS === undefined
      ? []
      : words.map(
          ({ word, startS, found }) =>
            html`<text class="${toneOf(found)}" x="${((100 * startS) / Math.max(durationS, 0.001)).toFixed(2)}%" y="12">${word}</text>`,
        );
  return html`<div class="audio" data-audio="${fileHref(audio.path)}">
<button type="button" class="play" aria-label="play ${name}" aria-pressed="false"></button>
<span class="audio-name">${name}</span>
<div class="wave">${waveform(audio)}<div class="cursor"></div>${labels.length > 0 && html`<svg class="word-marks" width="100%" height="16" aria-hidden="true">${labels}</svg>`}</div></div>`;
}

/** The peaks of the audio as a band around its centre. */
function waveform({ peaks }: AudioView): Markup {
  if (peaks === undefined) return html`<p class="note">no waveform</p>`;
  const heights = peaks.map((peak) => Math.max(1, Math.round(peak * 48)));
  const above = heights.map((height, at) => `${at} ${50 - height}`);
  const below = heights.map((height, at) => `${at} ${50 + height}`).toReversed();
  return html`<svg class="peaks" viewBox="0 0 ${Math.max(peaks.length - 1, 1)} 100" preserveAspectRatio="none" width="100%" height="44" aria-hidden="true"><path d="M${[...above, ...below].join('L')}Z"/></svg>`;
}
