import type { ErrorRecord, FaultClass } from '../../../harness/engine/event.ts';
import { distinctCauses, errorLabel } from '../../outcome.ts';
import { html, type Markup } from '../markup.ts';

const FAULTS: Record<FaultClass, string> = {
  PRODUCT: 'a fault of the pipeline',
  HARNESS: 'a fault of the test harness',
  ENVIRONMENT: 'a fault of the machine or the environment',
  INCONCLUSIVE: 'it cannot be told yet whose fault it is',
};

/** An error with its causes; their data and stacks when they are asked for. */
export function errorBlock(error: ErrorRecord): Markup {
  const [first, ...rest] = error.message.split('\n');
  const more = detailsOf(error);
  return html`<div class="error">
<p class="what"><span class="badge bad" title="${FAULTS[error.fault]}">${error.fault}</span> <code>${error.code}</code></p>
<p class="message">${first}</p>
${rest.length > 0 && html`<pre class="details" tabindex="0" aria-label="details">${rest.join('\n')}</pre>`}
${distinctCauses(error).map((cause) => html`<p class="cause">caused by <code>${errorLabel(cause)}</code> ${cause.message}</p>`)}
${more !== '' && folded('data and stack', more)}
</div>`;
}

/** The data and the stack of an error and of each of its causes. */
function detailsOf(error: ErrorRecord): string {
  const { data, stack, cause } = error;
  const told = [
    stack,
    data === undefined ? undefined : JSON.stringify(data, null, 2),
    cause && detailsOf(cause),
  ];
  return told.filter((part) => part !== undefined && part !== '').join('\n\n');
}

const MAX_LENGTH = 20_000;

/** Something long, shown when it is asked for. Of what nobody would read to its end the page has the beginning. */
export function folded(title: string, text: string): Markup {
  const isCut = text.length > MAX_LENGTH;
  const shown = isCut ? text.slice(0, text.lastIndexOf('\n', MAX_LENGTH)) : text;
  return html`<details class="folded"><summary>${title}</summary><pre tabindex="0" aria-label="${title}">${shown}</pre>${isCut && html`<p class="note">The first ${MAX_LENGTH / 1000} kB of ${Math.round(text.length / 1000)}; all of it is in <a href="result.json">result.json</a>.</p>`}</details>`;
}
