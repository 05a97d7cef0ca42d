import type { StepResult } from '../../harness/engine/event.ts';
import { formatDuration } from '../format/duration.ts';
import { attachmentList } from './attachment-list.ts';
import { checkTable } from './check-table.ts';
import { errorBlock, folded } from './error-block.ts';
import { html, type Markup } from './markup.ts';
import type { Attachment } from './run-story.ts';
import { badge, sign, toneOf } from './status-mark.ts';

/** All that is known about one step. One that did not run is a line. */
export function stepSection(step: StepResult, attachments: readonly Attachment[]): Markup {
  const { number, id, title, status, durationMs, attempts, checks, reason, error, output } = step;
  const ran = status !== 'not-run';
  const heading = html`<span class="number">${number}</span>${sign(status)}
<span class="name"><code>${id}</code> ${title}</span>
${attempts > 1 && html`<span class="note">${attempts} attempts</span>`}
${status !== 'passed' && badge(status)}
<span class="duration">${ran && formatDuration(durationMs)}</span>`;
  if (!ran) {
    return html`<section class="step none" id="step-${number}"><h3>${heading}</h3><p class="note">${reason}</p></section>`;
  }
  return html`<section class="step ${toneOf(status)}" id="step-${number}"><details open>
<summary><h3>${heading}</h3></summary>
${reason !== undefined && html`<p class="note">${reason}</p>`}
${error !== undefined && errorBlock(error)}
${checkTable(checks)}
${attachmentList(attachments)}
${output !== undefined && folded('output', JSON.stringify(output, null, 2))}
</details></section>`;
}
