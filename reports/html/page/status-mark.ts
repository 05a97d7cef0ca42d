import type { CheckStatus, RunStatus, StepStatus } from '../../../harness/engine/event.ts';
import { html, type Markup } from '../markup.ts';

type Status = CheckStatus | StepStatus | RunStatus;

/** Class, sign and text of each status. The sign does not depend on colours. */
const LOOKS: Record<Status, readonly [tone: string, sign: string, words: string]> = {
  passed: ['good', '✓', 'passed'],
  failed: ['bad', '✗', 'failed'],
  'timed-out': ['bad', '✗', 'timed out'],
  // Its pipeline was not tested: neither good nor bad.
  'not-started': ['odd', '–', 'not started'],
  'not-measured': ['odd', '?', 'not measured'],
  interrupted: ['odd', '■', 'interrupted'],
  skipped: ['odd', '○', 'skipped'],
  'not-run': ['none', '○', 'not run'],
};

export function toneOf(status: Status): string {
  return LOOKS[status][0];
}

/** The character of a status. */
export function signText(status: Status): string {
  return LOOKS[status][1];
}

/** The sign, with its text for screen readers and as a tooltip. */
export function sign(status: Status): Markup {
  const [tone, mark, words] = LOOKS[status];
  return html`<span class="sign ${tone}" role="img" aria-label="${words}" title="${words}">${mark}</span>`;
}

/** The text on a coloured background. */
export function badge(status: Status): Markup {
  const [tone, , words] = LOOKS[status];
  return html`<span class="badge ${tone}">${words}</span>`;
}
