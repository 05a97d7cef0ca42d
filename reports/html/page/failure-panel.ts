import { formatActual, formatLimit } from '../../../harness/engine/check-text.ts';
import type { CheckResult, ErrorRecord } from '../../../harness/engine/event.ts';
import { clip } from '../../../harness/engine/json.ts';
import type { Diagnosis } from '../../../harness/run-data/diagnosis.ts';
import { checkTitle } from '../../check-label.ts';
import { CHECK_ERRORS } from '../../console/step-lines.ts';
import { isStated } from '../../diagnosis/repetition.ts';
import { counted } from '../../format/values.ts';
import type { StepCommand } from '../../step-commands.ts';
import { html, type Markup } from '../markup.ts';
import type { CauseView, FailureView } from '../model/failure-view.ts';
import type { PollTrail } from '../model/poll-trails.ts';
import { MAX_VALUE_LENGTH } from './check-table.ts';
import { errorBesideDiagnosis } from './error-block.ts';
import { logLines } from './log-section.ts';
import { clockText } from './time-axis.ts';

/**
 * The details of a failure: expected and measured values, last polls, next commands, logs around the failure.
 *
 * @param commands to rerun the step with
 * @param diagnosis shown elsewhere on the page: what it states is not repeated
 */
export function failurePanel(
  failure: FailureView,
  commands: readonly StepCommand[],
  diagnosis?: Diagnosis,
): Markup {
  const { error, failedChecks, polls, atMs, causes } = failure;
  const nearby = diagnosis === undefined ? failure.nearby : withoutStated(failure.nearby, diagnosis);
  return html`<div class="failure">
${causes.length > 0 && diagnosis === undefined && html`<h4>Likely causes</h4><ol class="causes">${causes.map(causeItem)}</ol>`}
${error !== undefined && errorBesideDiagnosis(failedChecks.length === 0 ? error : shortened(error), diagnosis)}
${failedChecks.length > 0 && html`<h4>Expected and measured</h4><dl class="expectations">${failedChecks.map(expectation)}</dl>`}
${polls.length > 0 && html`<h4>Last observed</h4><dl class="last-states">${polls.map(lastState)}</dl>`}
${commandLines(commands)}
${
  nearby.length > 0 &&
  html`<h4>Logs around the failure (${clockText(atMs)})</h4><div class="nearby">${nearby.map(
    ({ source, rows }) =>
      html`<details open><summary>${source} <span class="note">${counted(rows.length, 'line')}</span></summary>${logLines(rows, { withSource: false })}</details>`,
  )}</div>`
}
</div>`;
}

/** The lines that the diagnosis does not state. */
function withoutStated(nearby: FailureView['nearby'], diagnosis: Diagnosis): FailureView['nearby'] {
  return nearby
    .map(({ source, rows }) => ({
      source,
      rows: rows.filter(({ seq, text }) => !isStated({ seq, message: text }, diagnosis)),
    }))
    .filter(({ rows }) => rows.length > 0);
}

/** Commands to type, each with a button that copies it. */
export function commandLines(commands: readonly StepCommand[]): Markup | undefined {
  if (commands.length === 0) return undefined;
  return html`<dl class="commands">${commands.map(
    ({ purpose, command }) =>
      html`<div><dt>${purpose}</dt><dd><code>${command}</code><button type="button" class="copy" data-copy="${command}" hidden>copy</button></dd></div>`,
  )}</dl>`;
}

function expectation(check: CheckResult): Markup {
  return html`<div><dt>${checkTitle(check)}</dt>
<dd><span class="note">expected</span> <span class="value">${clip(formatLimit(check) ?? 'a value', MAX_VALUE_LENGTH)}</span></dd>
<dd><span class="note">measured</span> <span class="value bad">${clip(formatActual(check), MAX_VALUE_LENGTH)}</span></dd>
${check.note !== undefined && html`<dd class="note">${check.note}</dd>`}</div>`;
}

function lastState({ name, attempts, firstMs, lastMs, states }: PollTrail): Markup {
  const last = states.at(-1);
  return html`<div><dt>${name}</dt><dd class="value ${last?.isError === true && 'bad'}">${last?.text ?? 'nothing'}</dd>
<dd class="note">since ${clockText(last?.fromMs ?? firstMs)}, polled ${counted(attempts, 'time')}, last at ${clockText(lastMs)}</dd></div>`;
}

/** Without the results of the checks, which are listed below it. */
function shortened(error: ErrorRecord): ErrorRecord {
  if (!CHECK_ERRORS.has(error.code)) return error;
  const { name, code, fault, message } = error;
  return { name, code, fault, message: message.split(': ', 1).join('') };
}

function causeItem({ cause, evidence, next }: CauseView): Markup {
  return html`<li><p class="cause-text">${cause}</p>${evidence.length > 0 && html`<ul>${evidence.map((item) => html`<li>${item}</li>`)}</ul>`}${next !== undefined && html`<p class="note">next: <code>${next}</code></p>`}</li>`;
}
