import { isRecordedValue } from '../../../harness/engine/checks.ts';
import { formatDuration } from '../../format/values.ts';
import { html, type Markup } from '../markup.ts';
import type { FailureView } from '../model/failure-view.ts';
import type { StepView } from '../model/step-view.ts';
import { attachmentList } from './attachment-list.ts';
import { checkTable } from './check-table.ts';
import { commandLines } from './command-line.ts';
import { errorBlock, folded } from './error-block.ts';
import { failurePanel } from './failure-panel.ts';
import { logLines } from './log-lines.ts';
import type { MediaLinks } from './media-link.ts';
import { pollSparklines } from './poll-sparkline.ts';
import { badge, sign, toneOf } from './status-mark.ts';

/** How a step is shown. */
export interface StepLooks {
  readonly isOpen: boolean;
  /** Given for the step that made the run fail. */
  readonly failure?: FailureView;
  readonly links: MediaLinks;
}

/** All that is known about one step. One that did not run is a line. */
export function stepSection(step: StepView, { isOpen, failure, links }: StepLooks): Markup {
  const { number, id, title, status, durationMs, attempts, checks, reason, error, output } = step.result;
  const ran = status !== 'not-run';
  const judged = checks.filter((check) => !isRecordedValue(check));
  const passed = judged.filter(({ status: checked }) => checked === 'passed').length;
  const heading = html`<span class="number">${number}</span>${sign(status)}
<span class="name"><code>${id}</code> <span>${title}</span></span>
${attempts > 1 && html`<span class="note">${attempts} attempts</span>`}
${status !== 'passed' && badge(status)}
<span class="duration">${judged.length > 0 && html`<span class="note">${passed} of ${judged.length} checks</span> `}${ran && formatDuration(durationMs)}</span>`;
  if (!ran) {
    return html`<section class="step card none" id="step-${number}"><h3>${heading}</h3><p class="note">${reason}</p></section>`;
  }
  return html`<section class="step card ${toneOf(status)}" id="step-${number}"><details ${isOpen && 'open'}>
<summary><h3>${heading}</h3></summary>
${reason !== undefined && html`<p class="note">${reason}</p>`}
${failure !== undefined ? failurePanel(failure, step.commands) : error !== undefined && errorBlock(error)}
${checkTable(checks)}
${pollSparklines(step.polls)}
${attachmentList(step.attachments, links)}
${step.logTail.length > 0 && html`<details class="folded"><summary>log lines of its time</summary>${logLines(step.logTail, { withSource: true })}<p class="note"><a href="#logs" data-log-step="${number}">All ${step.logRows} rows of this step in the log</a></p></details>`}
${output !== undefined && folded('output', JSON.stringify(output, null, 2))}
${failure === undefined && step.commands.length > 0 && html`<details class="folded"><summary>run it again</summary>${commandLines(step.commands)}</details>`}
</details></section>`;
}
