import { formatActual, formatLimit } from '../../harness/engine/check-text.ts';
import type { StepResult } from '../../harness/engine/event.ts';
import { clip } from '../../harness/engine/json.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { formatDuration } from '../format/values.ts';
import { faultOutsideSteps, type Outcome, outcomeOf, retryReason, whySkipped } from '../outcome.ts';
import { escapeMarkdown, table } from './markdown.ts';

const MARKS: Record<Outcome, string> = { passed: '✅', failure: '❌', error: '⚠️', skipped: '⚪' };
/** A summary may have 1 MiB; a run of many steps with the longest messages stays far below. */
const MAX_TEXT_LENGTH = 2000;

/** A run as the Markdown that GitHub shows on the page of a job. */
export function stepSummary(result: RunResult): string {
  const { scenario, title, status, flaky, earlier = [], environment, durationMs, runId, steps } = result;
  const outside = faultOutsideSteps(result);
  const paragraphs = [
    `### ${flaky === true ? MARKS.error : MARKS[status === 'passed' ? 'passed' : 'failure']} ${text(scenario)}: ${flaky === true ? 'flaky' : text(status)}`,
    `${text(title)}. Environment ${text(environment)}, ${text(formatDuration(durationMs))}, run ${text(runId)}.`,
    ...(earlier.length > 0
      ? [`Attempt ${earlier.length + 1}, after ${earlier.map((run) => text(retryReason(run))).join(', ')}.`]
      : []),
    table(['', 'step', 'status', 'time', 'checks', 'found'], steps.map(row)),
    ...(outside === undefined ? [] : [`**${text(outside.code)}** ${text(outside.message)}`]),
    ...steps.filter(({ checks }) => checks.length > 0).map(checkDetails),
  ];
  return `${paragraphs.join('\n\n')}\n\n`;
}

function row(step: StepResult): string[] {
  const { number, id, status, durationMs, checks, error } = step;
  const outcome = outcomeOf(step);
  const passed = checks.filter((check) => check.status === 'passed').length;
  const found = outcome === 'skipped' ? whySkipped(step) : (error?.message ?? '');
  return [
    MARKS[outcome],
    `${number} ${text(id)}`,
    text(status),
    outcome === 'skipped' ? '' : text(formatDuration(durationMs)),
    checks.length === 0 ? '' : `${passed} of ${checks.length}`,
    text(found),
  ];
}

function checkDetails({ number, id, checks }: StepResult): string {
  const rows = checks.map((check) => [
    text(check.title),
    text(check.status),
    text(formatActual(check)),
    text(formatLimit(check) ?? ''),
    text(check.note ?? ''),
  ]);
  const heading = `<details><summary>Checks of step ${number} ${text(id)}</summary>`;
  return [heading, table(['check', 'status', 'found', 'limit', 'note'], rows), '</details>'].join('\n\n');
}

function text(value: string): string {
  return escapeMarkdown(clip(value, MAX_TEXT_LENGTH));
}
