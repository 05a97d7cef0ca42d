import type { CheckResult } from '../../../harness/engine/event.ts';
import { html, type Markup } from '../markup.ts';
import { boundsOf } from '../model/metric-series.ts';

/** Where a value lies against its bounds, each in per cent of the bar. */
export interface LimitPlace {
  readonly allowedFrom: number;
  readonly allowedTo: number;
  readonly at: number;
}

/** Room beside the bounds, as a share of the distance between them, so that a value outside is seen outside. */
const MARGIN = 0.25;

/** @returns `undefined` when there is nothing to draw: no number, or no bounds that differ */
export function limitPlace(
  actual: number,
  { min, max }: { readonly min?: number; readonly max?: number },
): LimitPlace | undefined {
  const low = min ?? Math.min(0, actual, max ?? 0);
  const high = max ?? Math.max(0, actual, min ?? 0);
  if (high <= low) return undefined;
  const room = (high - low) * MARGIN;
  const from = min === undefined ? low : low - room;
  const to = max === undefined ? high : high + room;
  const percent = (value: number): number =>
    (100 * (Math.min(Math.max(value, from), to) - from)) / (to - from);
  return { allowedFrom: percent(low), allowedTo: percent(high), at: percent(actual) };
}

/** A bar that shows where a number lies within its limit. */
export function limitBar(check: CheckResult): Markup | undefined {
  const bounds = boundsOf(check);
  if (bounds === undefined || typeof check.actual !== 'number') return undefined;
  const placed = limitPlace(check.actual, bounds);
  if (placed === undefined) return undefined;
  const { allowedFrom, allowedTo, at } = placed;
  const percent = (value: number): string => `${value.toFixed(1)}%`;
  return html`<svg class="limit-bar ${check.status === 'passed' ? 'good' : 'bad'}" width="100%" height="12" aria-hidden="true">
<rect class="track" width="100%" y="4" height="4" rx="2"/>
<rect class="allowed" x="${percent(allowedFrom)}" width="${percent(allowedTo - allowedFrom)}" y="4" height="4" rx="2"/>
<circle class="at" cx="${percent(Math.min(Math.max(at, 2), 98))}" cy="6" r="4.5"/></svg>`;
}
