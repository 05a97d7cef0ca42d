import { fileHref, html, type Markup } from '../markup.ts';
import type { SoundView, WordView } from '../model/fragment-view.ts';

/** A player: a button, and the waveform as the place to click. */
export function soundRow(
  name: string,
  sound: SoundView | undefined,
  { durationS, words }: { readonly durationS: number; readonly words: readonly WordView[] },
): Markup {
  if (sound === undefined)
    return html`<div class="sound"><span class="sound-name">${name}</span><p class="note">no audio was kept</p></div>`;
  const labels = words.map(
    ({ word, startS, found }) =>
      html`<text class="${found ? 'good' : 'bad'}" x="${((100 * startS) / Math.max(durationS, 0.001)).toFixed(2)}%" y="12">${word}</text>`,
  );
  return html`<div class="sound" data-sound="${fileHref(sound.path)}">
<button type="button" class="play" aria-label="play ${name}" aria-pressed="false"></button>
<span class="sound-name">${name}</span>
<div class="wave">${waveform(sound)}<div class="cursor"></div>${labels.length > 0 && html`<svg class="word-marks" width="100%" height="16" aria-hidden="true">${labels}</svg>`}</div></div>`;
}

/** The loudness of a piece of audio over its time, as a band around its middle. */
function waveform({ peaks }: SoundView): Markup {
  if (peaks === undefined) return html`<p class="note">its waveform could not be drawn</p>`;
  const heights = peaks.map((peak) => Math.max(1, Math.round(peak * 48)));
  const above = heights.map((height, at) => `${at} ${50 - height}`);
  const below = heights.map((height, at) => `${at} ${50 + height}`).toReversed();
  return html`<svg class="peaks" viewBox="0 0 ${Math.max(peaks.length - 1, 1)} 100" preserveAspectRatio="none" width="100%" height="44" aria-hidden="true"><path d="M${[...above, ...below].join('L')}Z"/></svg>`;
}
