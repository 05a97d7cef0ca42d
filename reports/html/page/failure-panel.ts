import { formatActual, formatLimit } from '../../../harness/engine/check-text.ts';
import type { ErrorRecord } from '../../../harness/engine/event.ts';
import { clip } from '../../../harness/engine/json.ts';
import { CHECK_ERRORS } from '../../console/step-lines.ts';
import type { StepCommand } from '../../step-commands.ts';
import { html, type Markup } from '../markup.ts';
import type { CauseView, FailureView } from '../model/failure-view.ts';
import { MAX_VALUE_LENGTH } from './check-table.ts';
import { commandLines } from './command-line.ts';
import { errorBlock } from './error-block.ts';
import { logLines } from './log-lines.ts';
import { clockText } from './time-axis.ts';

/**
 * What was expected and found, what was seen last, what to type next, and what every part said around that moment.
 *
 * @param commands to run the step again with
 */
export function failurePanel(failure: FailureView, commands: readonly StepCommand[]): Markup {
  const { error, failedChecks, polls, nearby, atMs, causes } = failure;
  return html`<div class="failure">
${causes.length > 0 && html`<h4>Likely causes</h4><ol class="causes">${causes.map(causeItem)}</ol>`}
${error !== undefined && errorBlock(failedChecks.length === 0 ? error : inShort(error))}
${
  failedChecks.length > 0 &&
  html`<h4>Expected and found</h4><dl class="expectations">${failedChecks.map(
    (check) => html`<div><dt>${check.title}</dt>
<dd><span class="note">expected</span> <span class="value">${clip(formatLimit(check) ?? 'a value', MAX_VALUE_LENGTH)}</span></dd>
<dd><span class="note">found</span> <span class="value bad">${clip(formatActual(check), MAX_VALUE_LENGTH)}</span></dd>
${check.note !== undefined && html`<dd class="note">${check.note}</dd>`}</div>`,
  )}</dl>`
}
${
  polls.length > 0 &&
  html`<h4>Last states seen</h4><dl class="last-states">${polls.map((poll) => {
    const last = poll.states.at(-1);
    return html`<div><dt>${poll.name}</dt><dd class="value ${last?.isError === true && 'bad'}">${last?.text ?? 'nothing'}</dd>
<dd class="note">since ${clockText(last?.fromMs ?? poll.firstMs)}, asked ${poll.attempts} ${poll.attempts === 1 ? 'time' : 'times'}, last at ${clockText(poll.lastMs)}</dd></div>`;
  })}</dl>`
}
${commandLines(commands)}
${
  nearby.length > 0 &&
  html`<h4>What every part said around ${clockText(atMs)}</h4><div class="nearby">${nearby.map(
    ({ source, rows }) =>
      html`<details open><summary>${source} <span class="note">${rows.length} ${rows.length === 1 ? 'line' : 'lines'}</span></summary>${logLines(rows, { withSource: false })}</details>`,
  )}</div>`
}
</div>`;
}

/** Of checks that failed the page tells each by itself. */
function inShort(error: ErrorRecord): ErrorRecord {
  if (!CHECK_ERRORS.has(error.code)) return error;
  const { name, code, fault, message } = error;
  return { name, code, fault, message: message.split(': ', 1).join('') };
}

function causeItem({ cause, evidence, next }: CauseView): Markup {
  return html`<li><p class="cause-text">${cause}</p>${evidence.length > 0 && html`<ul>${evidence.map((item) => html`<li>${item}</li>`)}</ul>`}${next !== undefined && html`<p class="note">next: <code>${next}</code></p>`}</li>`;
}
