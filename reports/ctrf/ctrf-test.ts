import type { Test, TestStatus } from 'ctrf';
import { formatActual, formatLimit } from '../../harness/engine/check-text.ts';
import type { CheckResult, CheckStatus, ErrorRecord, StepResult } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { checkTitle } from '../check-label.ts';
import { pathFrom } from '../file-report.ts';
import { type FailedStep, failedBefore, type Outcome, outcomeOf, whySkipped } from '../outcome.ts';
import type { RunSummary } from '../recorded-runs/read-run.ts';

/** CTRF has no status for an inconclusive result. It counts as failed, as anything else would look green. */
const STATUSES: Record<Outcome, TestStatus> = {
  passed: 'passed',
  failure: 'failed',
  error: 'failed',
  skipped: 'skipped',
};

const CHECK_STATUSES: Record<CheckStatus, TestStatus> = {
  passed: 'passed',
  failed: 'failed',
  'not-measured': 'other',
};

/** A step as a test. */
export function ctrfTest(step: StepResult, run: RunSummary, attachmentRoot: string): Test {
  const outcome = outcomeOf(step);
  const startedMs = run.stepStartsMs.get(step.number);
  const attachments = run.attachments.get(step.number) ?? [];
  const before = failedBefore(step, run.result);
  const retries = before.length + Math.max(0, step.attempts - 1);
  return {
    ...identityOf(run.result, step.id, `${step.number} ${step.id}`),
    status: STATUSES[outcome],
    rawStatus: step.status,
    duration: Math.round(step.durationMs),
    ...(startedMs !== undefined && timesOf(run.result, startedMs, step.durationMs)),
    ...(outcome === 'skipped' && { message: whySkipped(step) }),
    ...(step.error !== undefined && faultOf(step.error)),
    retries,
    flaky: retries > 0 && outcome === 'passed',
    ...(before.length > 0 && { retryAttempts: before.map(ctrfAttempt) }),
    steps: step.checks.map(ctrfStep),
    attachments: attachments.map(({ name, contentType, path }) => ({
      name,
      contentType,
      path: pathFrom(attachmentRoot, `${run.folder}/${path}`),
    })),
  };
}

/** A failure in an earlier attempt. */
function ctrfAttempt(step: FailedStep, index: number): NonNullable<Test['retryAttempts']>[number] {
  const { durationMs, error } = step;
  return {
    attempt: index + 1,
    status: STATUSES[outcomeOf(step)],
    duration: Math.round(durationMs),
    ...(error !== undefined && { message: error.message }),
  };
}

/** A failure outside of the steps, as an additional test. */
export function ctrfRunTest(result: RunResult, error: ErrorRecord): Test {
  return {
    ...identityOf(result, 'run', 'the run as a whole'),
    status: 'failed',
    rawStatus: result.status,
    duration: 0,
    ...faultOf(error),
  };
}

type Identity = Pick<Test, 'testId' | 'name' | 'suite' | 'tags' | 'type'>;

function identityOf({ scenario, tags }: RunResult, id: string, name: string): Identity & { name: string } {
  return { testId: `${scenario}/${id}`, name, suite: [scenario], tags: [...tags], type: 'e2e' };
}

/** Whole milliseconds since 1970. */
export function timesOf(
  { startedAt }: RunResult,
  startedMs: number,
  durationMs: number,
): { start: number; stop: number } {
  const epochMs = Date.parse(startedAt);
  return { start: Math.round(epochMs + startedMs), stop: Math.round(epochMs + startedMs + durationMs) };
}

function faultOf({ fault, code, message, stack }: ErrorRecord): Pick<Test, 'message' | 'trace' | 'extra'> {
  return { message, ...(stack !== undefined && { trace: stack }), extra: { fault, code } };
}

function ctrfStep(check: CheckResult): NonNullable<Test['steps']>[number] {
  const { actual, limit, unit, note } = check;
  const limitText = formatLimit(check);
  return {
    name: `${checkTitle(check)}: ${formatActual(check)}${limitText === undefined ? '' : ` (${limitText})`}`,
    status: CHECK_STATUSES[check.status],
    extra: {
      id: check.id,
      name: check.title,
      ...(check.instance !== undefined && { instance: check.instance }),
      actual,
      ...(limit !== undefined && { limit }),
      ...(unit !== undefined && { unit }),
      ...(note !== undefined && { note }),
    },
  };
}
