import type { RunStatus } from '../../harness/engine/event.ts';
import { formatDuration } from '../format/values.ts';
import { html, type Markup } from '../html/markup.ts';
import { signText, toneOf } from '../html/page/status-mark.ts';

/** A run as the pages show it that compare runs. */
export interface TileRun {
  readonly runId: string;
  readonly status: RunStatus;
  readonly flaky?: boolean;
  readonly startedAt: string;
  readonly durationMs: number;
}

/** How a group of runs looks: good when all that ended have passed. */
export function groupTone(passed: number, ended: number): string {
  if (ended === 0) return 'none';
  return passed === ended ? 'good' : 'bad';
}

/**
 * A run as a small link to its page.
 *
 * @param ending more about how it ended, after its status
 */
export function runTile(run: TileRun, href: string, ending = ''): Markup {
  const { runId, status, flaky = false, startedAt, durationMs } = run;
  const tone = flaky ? 'odd' : toneOf(status);
  const text = `${flaky ? 'flaky' : status}${ending}, ${startedAt.slice(0, 16).replace('T', ' ')}, ${formatDuration(durationMs)}`;
  return html`<li><a class="run-tile ${tone}" href="${href}" title="${text}" aria-label="${runId}: ${text}">${signText(status)}</a></li>`;
}

/**
 * The measured values of a group: those that vary or failed in an open table, constant ones folded.
 *
 * @param table lays out some of the values
 */
export function valueTables<Value>(
  values: readonly Value[],
  isVarying: (value: Value) => boolean,
  table: (values: readonly Value[]) => Markup,
): Markup {
  const varying = values.filter(isVarying);
  const constant = values.filter((value) => !isVarying(value));
  return html`${varying.length > 0 && html`<details open><summary class="note">Measured values (${varying.length})</summary>${table(varying)}</details>`}
${constant.length > 0 && html`<details><summary class="note">Constant values (${constant.length})</summary>${table(constant)}</details>`}`;
}
