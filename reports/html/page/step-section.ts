import { isRecordedValue } from '../../../harness/engine/checks.ts';
import type { Diagnosis } from '../../../harness/run-data/diagnosis.ts';
import { counted, formatDuration } from '../../format/values.ts';
import { html, type Markup } from '../markup.ts';
import type { FailureView } from '../model/failure-view.ts';
import type { AttachmentView, StepView } from '../model/run-view.ts';
import { checkTable } from './check-table.ts';
import { errorBesideDiagnosis, folded } from './error-block.ts';
import { commandLines, failurePanel } from './failure-panel.ts';
import { logLines } from './log-section.ts';
import { fileLink, type MediaLinks, sourceOf } from './media-link.ts';
import { pollSparklines } from './poll-sparkline.ts';
import { badge, sign, toneOf } from './status-mark.ts';

/** How a step is presented. */
export interface StepOptions {
  readonly isOpen: boolean;
  /** Present for the step that made the run fail. */
  readonly failure?: FailureView;
  readonly links: MediaLinks;
  /** Shown above the steps: what it states is not repeated. */
  readonly diagnosis?: Diagnosis | undefined;
}

/** More files are folded. */
const MAX_OPEN_FILES = 12;

/** Everything about one step. A step that did not run is shown on one line. */
export function stepSection(step: StepView, { isOpen, failure, links, diagnosis }: StepOptions): Markup {
  const { number, id, title, status, durationMs, attempts, checks, reason, error, output } = step.result;
  const ran = status !== 'not-run';
  const limited = checks.filter((check) => !isRecordedValue(check));
  const passed = limited.filter((check) => check.status === 'passed').length;
  const heading = html`<span class="number">${number}</span>${sign(status)}
<span class="name"><code>${id}</code> <span>${title}</span></span>
${attempts > 1 && html`<span class="note">${attempts} attempts</span>`}
${status !== 'passed' && badge(status)}
<span class="duration">${limited.length > 0 && html`<span class="note">${passed} of ${counted(limited.length, 'check')}</span> `}${ran && formatDuration(durationMs)}</span>`;
  if (!ran) {
    return html`<section class="step card none" id="step-${number}"><h3>${heading}</h3><p class="note">${reason}</p></section>`;
  }
  return html`<section class="step card ${toneOf(status)}" id="step-${number}"><details ${isOpen && 'open'}>
<summary><h3>${heading}</h3></summary>
${reason !== undefined && html`<p class="note">${reason}</p>`}
${failure !== undefined ? failurePanel(failure, step.commands, diagnosis) : error !== undefined && errorBesideDiagnosis(error, diagnosis)}
${checkTable(checks)}
${pollSparklines(step.polls)}
${attachmentList(step.attachments, links)}
${step.logTail.length > 0 && html`<details class="folded"><summary>Logs during step</summary>${logLines(step.logTail, { withSource: true })}<p class="note"><a href="#logs" data-log-step="${number}">All ${counted(step.logRows, 'row')} of this step in the log</a></p></details>`}
${output !== undefined && folded('Step output (JSON)', JSON.stringify(output, null, 2))}
${failure === undefined && step.commands.length > 0 && html`<details class="folded"><summary>Rerun</summary>${commandLines(step.commands)}</details>`}
</details></section>`;
}

/** Links to the files of a step. Images are shown; audio and video have their own tabs. */
function attachmentList(attachments: readonly AttachmentView[], links: MediaLinks): Markup | undefined {
  if (attachments.length === 0) return undefined;
  const list = html`<ul class="attachments">${attachments.map(
    ({ name, path, contentType }) =>
      html`<li>${fileLink(path, name, links)} <span class="note">${contentType}</span>${contentType.startsWith('image/') && html`<img alt="${name}" loading="lazy" ${sourceOf(path, links)}>`}</li>`,
  )}</ul>`;
  const isOpen = attachments.length <= MAX_OPEN_FILES;
  return html`<details class="folded" ${isOpen && 'open'}><summary>${counted(attachments.length, 'file')}</summary>${list}</details>`;
}
