import type { CheckStatus, RunStatus, StepStatus } from '../../../harness/engine/event.ts';
import { html, type Markup } from '../markup.ts';

type Status = CheckStatus | StepStatus | RunStatus;

/** How a status looks: the class decides its colour, the sign tells it without colours. */
const LOOKS: Record<Status, readonly [tone: string, sign: string, words: string]> = {
  passed: ['good', '✓', 'passed'],
  failed: ['bad', '✗', 'failed'],
  'timed-out': ['bad', '✗', 'timed out'],
  'not-started': ['bad', '✗', 'not started'],
  'not-measured': ['odd', '?', 'not measured'],
  interrupted: ['odd', '■', 'interrupted'],
  skipped: ['odd', '○', 'skipped'],
  'not-run': ['none', '○', 'not run'],
};

export function toneOf(status: Status): string {
  return LOOKS[status][0];
}

/** The sign alone, with the words for those who cannot see it. */
export function sign(status: Status): Markup {
  const [tone, mark, words] = LOOKS[status];
  return html`<span class="sign ${tone}" role="img" aria-label="${words}" title="${words}">${mark}</span>`;
}

/** The words in a coloured field. */
export function badge(status: Status): Markup {
  const [tone, , words] = LOOKS[status];
  return html`<span class="badge ${tone}">${words}</span>`;
}
