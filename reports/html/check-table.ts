import { formatActual, formatLimit } from '../../harness/engine/check-text.ts';
import type { CheckResult } from '../../harness/engine/event.ts';
import { html, type Markup } from './markup.ts';
import { sign, toneOf } from './status-mark.ts';

/** What a step measured, against what is allowed. */
export function checkTable(checks: readonly CheckResult[]): Markup | undefined {
  if (checks.length === 0) return undefined;
  return html`<table class="checks">
<thead><tr><th></th><th>check</th><th>found</th><th>allowed</th><th>note</th></tr></thead>
<tbody>${checks.map(checkRow)}</tbody>
</table>`;
}

function checkRow(check: CheckResult): Markup {
  const told = check.limit === undefined && check.status === 'passed';
  const mark = told ? html`<span class="sign none" title="told, not judged">·</span>` : sign(check.status);
  const tone = check.status === 'passed' ? '' : toneOf(check.status);
  return html`<tr>
<td>${mark}</td><td>${check.name}</td>
<td class="value ${tone}">${formatActual(check)}</td>
<td class="value">${formatLimit(check) ?? ''}</td>
<td class="note">${check.note ?? ''}</td>
</tr>`;
}
