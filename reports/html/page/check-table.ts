import { formatActual, formatLimit } from '../../../harness/engine/check-text.ts';
import type { CheckResult } from '../../../harness/engine/event.ts';
import { clip } from '../../../harness/engine/json.ts';
import { html, type Markup } from '../markup.ts';
import { limitBar } from './limit-bar.ts';
import { sign, toneOf } from './status-mark.ts';

const MAX_REPEATED_LENGTH = 20;
/** All of a longer one is in `result.json`. */
export const MAX_VALUE_LENGTH = 2000;

/** What a step measured, against what is allowed. */
export function checkTable(checks: readonly CheckResult[]): Markup | undefined {
  if (checks.length === 0) return undefined;
  return html`<table class="checks">
<thead><tr><th><span class="unseen">status</span></th><th>check</th><th>found</th><th>allowed</th><th class="wide"><span class="unseen">place</span></th></tr></thead>
<tbody>${checks.map(checkRow)}</tbody>
</table>`;
}

function checkRow(check: CheckResult): Markup {
  const told = check.limit === undefined && check.status === 'passed';
  const mark = told ? html`<span class="sign none" title="told, not judged">·</span>` : sign(check.status);
  const tone = check.status === 'passed' ? '' : toneOf(check.status);
  const { note } = check;
  return html`<tr>
<td>${mark}</td><td>${check.title}${note !== undefined && html`<span class="note">${note}</span>`}</td>
<td class="value ${tone}">${clip(formatActual(check), MAX_VALUE_LENGTH)}</td>
<td class="value">${limitOf(check)}</td>
<td class="wide">${limitBar(check)}</td>
</tr>`;
}

/** A longer value that is as it should be is told once, not twice. */
function limitOf(check: CheckResult): string | Markup {
  const limit = formatLimit(check) ?? '';
  const repeats = limit.length > MAX_REPEATED_LENGTH && limit === `= ${formatActual(check)}`;
  return repeats ? html`<span class="note">the same</span>` : clip(limit, MAX_VALUE_LENGTH);
}
