import { formatActual, formatLimit } from '../../../harness/engine/check-text.ts';
import { isRecordedValue } from '../../../harness/engine/checks.ts';
import type { CheckResult } from '../../../harness/engine/event.ts';
import { clip } from '../../../harness/engine/json.ts';
import { checkTitle } from '../../check-label.ts';
import { type Bounds, boundsOf } from '../../format/values.ts';
import { html, type Markup } from '../markup.ts';
import { sign, toneOf } from './status-mark.ts';

/** A longer limit that equals the value is not repeated. */
const MAX_REPEATED_LENGTH = 20;
/** Longer values are truncated; `result.json` contains all of them. */
export const MAX_VALUE_LENGTH = 2000;

/** The checks and recorded values of a step. */
export function checkTable(checks: readonly CheckResult[]): Markup | undefined {
  if (checks.length === 0) return undefined;
  return html`<table class="checks">
<thead><tr><th><span class="unseen">status</span></th><th>check</th><th>measured</th><th>limit</th><th class="wide"><span class="unseen">position within the limit</span></th></tr></thead>
<tbody>${checks.map(checkRow)}</tbody>
</table>`;
}

function checkRow(check: CheckResult): Markup {
  const mark = isRecordedValue(check)
    ? html`<span class="sign none" title="recorded value without a limit">·</span>`
    : sign(check.status);
  const tone = check.status === 'passed' ? '' : toneOf(check.status);
  const { id, note } = check;
  return html`<tr>
<td>${mark}</td><td title="${id}">${checkTitle(check)}${note !== undefined && html`<span class="note">${note}</span>`}</td>
<td class="value ${tone}">${clip(formatActual(check), MAX_VALUE_LENGTH)}</td>
<td class="value">${limitText(check)}</td>
<td class="wide">${limitBar(check)}</td>
</tr>`;
}

function limitText(check: CheckResult): string | Markup {
  const limit = formatLimit(check) ?? '';
  const repeats = limit.length > MAX_REPEATED_LENGTH && limit === `= ${formatActual(check)}`;
  return repeats ? html`<span class="note">the same</span>` : clip(limit, MAX_VALUE_LENGTH);
}

/** The position of a value relative to its bounds, in percent of the bar. */
export interface LimitPlace {
  readonly allowedFrom: number;
  readonly allowedTo: number;
  readonly at: number;
}

/** Space beyond the bounds for values outside, as a share of the distance between the bounds. */
const MARGIN = 0.25;

/** @returns `undefined` for bounds that allow only one value */
export function limitPlace(actual: number, { min, max }: Bounds): LimitPlace | undefined {
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

/** A bar with the position of a number within its bounds. */
function limitBar({ actual, limit, status }: CheckResult): Markup | undefined {
  const bounds = boundsOf(limit);
  const placed = bounds && typeof actual === 'number' ? limitPlace(actual, bounds) : undefined;
  if (placed === undefined) return undefined;
  const { allowedFrom, allowedTo, at } = placed;
  const percent = (value: number): string => `${value.toFixed(1)}%`;
  return html`<svg class="limit-bar ${status === 'passed' ? 'good' : 'bad'}" width="100%" height="12" aria-hidden="true">
<rect class="track" width="100%" y="4" height="4" rx="2"/>
<rect class="allowed" x="${percent(allowedFrom)}" width="${percent(allowedTo - allowedFrom)}" y="4" height="4" rx="2"/>
<circle class="at" cx="${percent(Math.min(Math.max(at, 2), 98))}" cy="6" r="4.5"/></svg>`;
}
