import type { ErrorRecord, FaultClass } from '../../../harness/engine/event.ts';
import type { Diagnosis } from '../../../harness/run-data/diagnosis.ts';
import { errorBeside, stackFrames } from '../../diagnosis/repetition.ts';
import { distinctCauses, errorLabel } from '../../outcome.ts';
import { html, type Markup } from '../markup.ts';

const FAULTS: Record<FaultClass, string> = {
  PRODUCT: 'fault of the pipeline',
  HARNESS: 'fault of the test harness',
  ENVIRONMENT: 'fault of the machine or the environment',
  INCONCLUSIVE: 'cause not yet determined',
};

const MAX_LENGTH = 20_000;

/**
 * An error with its causes. Data and stacks are folded.
 *
 * @param isDiagnosed omits the fault class, which the diagnosis decides
 */
export function errorBlock(error: ErrorRecord, isDiagnosed = false): Markup {
  const [first, ...rest] = error.message.split('\n');
  const details = detailsOf(error);
  return html`<div class="error">
<p class="what">${!isDiagnosed && html`<span class="badge bad" title="${FAULTS[error.fault]}">${error.fault}</span> `}<code>${error.code}</code></p>
<p class="message">${first}</p>
${rest.length > 0 && html`<pre class="details" tabindex="0" aria-label="details">${rest.join('\n')}</pre>`}
${distinctCauses(error).map((cause) => html`<p class="cause">caused by <code>${errorLabel(cause)}</code> ${cause.message}</p>`)}
${details !== '' && folded('Data and stack', details)}
</div>`;
}

/** What an error adds to the diagnosis of the run, which is shown elsewhere on the page. */
export function errorBesideDiagnosis(
  error: ErrorRecord,
  diagnosis: Diagnosis | undefined,
): Markup | undefined {
  if (diagnosis === undefined) return errorBlock(error);
  const left = errorBeside(error, diagnosis);
  return left && errorBlock(left, diagnosis.causes.length > 0);
}

/** Frames of the stack, and data, of an error and of its causes. */
function detailsOf(error: ErrorRecord): string {
  const { data, stack, cause } = error;
  const parts = [
    stack === undefined ? undefined : stackFrames(stack),
    data === undefined ? undefined : JSON.stringify(data, null, 2),
    cause && detailsOf(cause),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

/** Long text, folded, and truncated at the end of a line when very long. */
export function folded(title: string, text: string): Markup {
  const isTruncated = text.length > MAX_LENGTH;
  const shown = isTruncated ? text.slice(0, text.lastIndexOf('\n', MAX_LENGTH)) : text;
  return html`<details class="folded"><summary>${title}</summary><pre tabindex="0" aria-label="${title}">${shown}</pre>${isTruncated && html`<p class="note">The first ${MAX_LENGTH / 1000} kB of ${Math.round(text.length / 1000)}; the rest is in <a href="result.json">result.json</a>.</p>`}</details>`;
}
