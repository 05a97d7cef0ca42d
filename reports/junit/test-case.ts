import { formatActual, formatLimit } from '../../harness/engine/check-text.ts';
import type { CheckResult, ErrorRecord, StepResult } from '../../harness/engine/event.ts';
import { checkTitle } from '../check-label.ts';
import { isDiagnosed } from '../diagnosis/diagnosed-result.ts';
import { pathFrom } from '../file-report.ts';
import { type FailedStep, failedBefore, outcomeOf, whySkipped } from '../outcome.ts';
import type { RunSummary } from '../recorded-runs/read-run.ts';
import { element, type Xml } from './xml.ts';

type FaultElement = 'failure' | 'error' | `${'flaky' | 'rerun'}${'Failure' | 'Error'}`;

/** Seconds with three decimals, which every JUnit reader accepts. */
export function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}

/** A step as a test case. */
export function testCase(step: StepResult, run: RunSummary, attachmentRoot: string): Xml {
  const attributes = {
    classname: run.result.scenario,
    name: `${step.number} ${step.id}`,
    time: seconds(step.durationMs),
  };
  const outcome = outcomeOf(step);
  const lines = [...step.checks.map(checkLine), ...attachmentLines(step, run, attachmentRoot)];
  const tail = outcome === 'failure' || outcome === 'error' ? (run.logTails.get(step.number) ?? []) : [];
  return element(
    'testcase',
    attributes,
    outcome === 'skipped' ? element('skipped', { message: whySkipped(step) }) : undefined,
    outcome === 'failure' || outcome === 'error' ? faultElement(outcome, step.error) : undefined,
    failedBefore(step, run.result).map((before) => attemptElement(outcome === 'passed', before)),
    lines.length === 0 ? undefined : element('system-out', {}, lines.join('\n')),
    tail.length === 0 ? undefined : element('system-err', {}, tail.map(logLine).join('\n')),
  );
}

/** A failure in an earlier attempt, as Surefire reports retried tests. It does not count as a failure. */
function attemptElement(passedNow: boolean, before: FailedStep): Xml {
  const kind = outcomeOf(before) === 'failure' ? 'Failure' : 'Error';
  return faultElement(`${passedNow ? 'flaky' : 'rerun'}${kind}`, before.error);
}

/** `<failure>` when the pipeline is at fault, `<error>` when the result is inconclusive. */
export function faultElement(kind: FaultElement, error: ErrorRecord | undefined): Xml {
  if (error === undefined) return element(kind, { type: 'UNEXPLAINED', message: 'no error was recorded' });
  const causes: string[] = [];
  for (let cause: ErrorRecord | undefined = error; cause !== undefined; cause = cause.cause) {
    causes.push(cause.stack ?? `${cause.name}: ${cause.message}`);
  }
  const { fault, code, message } = error;
  const type = isDiagnosed(error) ? fault : `${fault} ${code}`;
  return element(kind, { type, message }, causes.join('\ncaused by '));
}

function checkLine(check: CheckResult): string {
  const limit = formatLimit(check);
  const allowed = limit === undefined ? '' : ` (${limit})`;
  const note = check.note === undefined ? '' : ` — ${check.note}`;
  return `${check.status}: ${checkTitle(check)}: ${formatActual(check)}${allowed}${note}`;
}

/** In the form that Jenkins and GitLab recognise: one attachment per line. */
function attachmentLines({ number }: StepResult, run: RunSummary, root: string): string[] {
  const attached = run.attachments.get(number) ?? [];
  return attached.map(({ path }) => `[[ATTACHMENT|${pathFrom(root, `${run.folder}/${path}`)}]]`);
}

function logLine({
  atMs,
  source,
  level,
  message,
}: {
  atMs: number;
  source: string;
  level: string;
  message: string;
}) {
  return `${(atMs / 1000).toFixed(3)} s  ${source}  ${level}  ${message}`;
}
