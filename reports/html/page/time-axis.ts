import { html, type Markup } from '../markup.ts';

/** The part of the run's clock that a plot shows from its left edge to its right edge. */
export interface TimeSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The position of a time in a plot, in SVG units: `12.34%`. Plots scale with the page, their text does not. */
export function place(atMs: number, { fromMs, toMs }: TimeSpan): string {
  return `${((100 * (atMs - fromMs)) / Math.max(toMs - fromMs, 1)).toFixed(2)}%`;
}

export function width(durationMs: number, { fromMs, toMs }: TimeSpan): string {
  return `${((100 * Math.max(durationMs, 0)) / Math.max(toMs - fromMs, 1)).toFixed(2)}%`;
}

const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600];
const MARKS = 7;
/** In percent of a plot. */
const EDGE = 4;

/** About seven round times of a span, in ms. */
export function timeMarks({ fromMs, toMs }: TimeSpan): number[] {
  const stepMs = 1000 * (STEPS_S.find((stepS) => stepS * 1000 * MARKS >= toMs - fromMs) ?? 3600);
  const first = Math.ceil(fromMs / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((toMs - first) / stepMs) + 1);
  return Array.from({ length: count }, (_, index) => first + index * stepMs);
}

/** The time axis of a plot. */
export function timeAxis(span: TimeSpan): Markup {
  const marks = timeMarks(span).map((atMs) => {
    const x = place(atMs, span);
    const share = Number.parseFloat(x);
    // A centred label at an edge would exceed the plot.
    const anchor = share < EDGE ? 'from' : share > 100 - EDGE ? 'to' : '';
    return html`<line x1="${x}" x2="${x}" y1="0" y2="5"/><text class="${anchor}" x="${x}" y="17">${clockText(atMs)}</text>`;
  });
  return html`<svg class="axis" width="100%" height="20" aria-hidden="true">${marks}</svg>`;
}

/** `4.2 s` or `12:05`. */
export function clockText(atMs: number): string {
  const seconds = atMs / 1000;
  if (seconds < 100) return `${Math.round(seconds * 10) / 10} s`;
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
