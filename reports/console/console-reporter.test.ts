import { expect, test } from 'vitest';
import type { EventBody, StepResult } from '../../harness/engine/event.ts';
import { ConsoleReporter } from './console-reporter.ts';

const STEP = { number: 0, id: 'a', title: 'A' };
const RESULT: StepResult = { ...STEP, status: 'failed', durationMs: 1, attempts: 1, checks: [] };
const START = {
  type: 'run:start' as const,
  ...{ runId: 'r-1', environment: 'process', params: {}, steps: [STEP], startedAt: '' },
  scenario: { id: 'quick', title: '', tags: [] },
} satisfies EventBody;
const WARNING: EventBody = { type: 'log', source: 'harness', level: 'warn', message: 'no metrics' };

function reporter(columns?: number): {
  output: string[];
  report: ConsoleReporter;
  add: (...events: EventBody[]) => void;
} {
  const output: string[] = [];
  const stream = { write: (text: string) => output.push(text), columns };
  const common = { env: {}, verbose: false, workingFolder: '/', reportFile: '.' };
  const report = new ConsoleReporter({ stream, ...common });
  let seq = 0;
  const add = (...events: EventBody[]): void => {
    for (const event of events) report.event({ seq: seq++, atMs: seq, ...event });
  };
  return { output, report, add };
}

test('holds output back during a prompt and prints it afterwards', () => {
  const { output, report, add } = reporter();
  add(START, { type: 'step:end', result: RESULT });
  report.hold();
  const before = output.length;
  add(WARNING);
  expect(output).toHaveLength(before);
  add({ type: 'step:start', step: STEP, attempt: 2, timeoutMs: 1 });
  expect(output.at(-1)).toContain('no metrics');
});

test('prints the note of a recorded value, but not of a check that passed', () => {
  const { output, add } = reporter();
  const value = { id: 'x', title: 'X', status: 'passed' as const, actual: 5 };
  const checks = [
    { ...value, note: 'left out by the configuration' },
    { ...value, id: 'y', title: 'Y', limit: 5, note: 'positive: late' },
  ];
  add(START, { type: 'step:end', result: { ...RESULT, checks } });
  expect(output.join('')).toContain('· X 5 — left out by the configuration\n');
  expect(output.join('')).toContain('✓ Y 5 (= 5)\n');
});

test('prints the next commands before the verdict of a failed run', () => {
  const { output, report, add } = reporter();
  const evidence = { name: 'x', path: 'evidence/x.json', contentType: 'application/json' };
  const attached = { type: 'attachment', ...evidence, during: 0 } as const;
  add(START, attached, { type: 'step:end', result: RESULT });
  add({ type: 'run:end', status: 'failed', durationMs: 1 });
  report.finish('/runs/r-1');
  expect(output.at(-1)).toBe(`
pnpm scenario show r-1 --step 0         show everything about this step
pnpm scenario quick --step 0            after a fix, rerun up to this step
pnpm scenario quick --run r-1 --from 0  after changing a check, re-evaluate this run

FAILED  1 failed  in 1 ms  runs/r-1
`);
});

test('prints the purpose above the command where both do not fit on a line', () => {
  const { output, report, add } = reporter(80);
  add(START, { type: 'step:end', result: RESULT }, { type: 'run:end', status: 'failed', durationMs: 1 });
  report.finish('/runs/r-1');
  expect(output.at(-1)).toContain('--step 0  show everything');
  const narrow = reporter(60);
  narrow.add(
    START,
    { type: 'step:end', result: RESULT },
    { type: 'run:end', status: 'failed', durationMs: 1 },
  );
  narrow.report.finish('/runs/r-1');
  expect(narrow.output.at(-1)).toContain(`
# show everything about this step
pnpm scenario show r-1 --step 0
# after a fix, rerun up to this step
pnpm scenario quick --step 0
`);
});

test('prints no commands for a run in an environment that the command line does not have', () => {
  const { output, report, add } = reporter();
  add({ ...START, environment: 'staging' }, { type: 'step:end', result: RESULT });
  add({ type: 'run:end', status: 'failed', durationMs: 1 });
  report.finish('/runs/r-1');
  expect(output.join('')).not.toContain('pnpm');
});

test('prints no commands for an interrupted run', () => {
  const { output, report, add } = reporter();
  add(START, { type: 'step:end', result: { ...RESULT, status: 'interrupted' } });
  add({ type: 'run:end', status: 'interrupted', durationMs: 1 });
  report.finish('/runs/r-1');
  expect(output.join('')).not.toContain('pnpm');
});

test('repeats log lines below a failed step, except warnings that were already printed', () => {
  const { output, add } = reporter();
  const error = { name: 'E', code: 'E', message: 'it broke', fault: 'PRODUCT' } as const;
  const line: EventBody = { type: 'log', source: 'sts-service', level: 'warn', message: 'slow' };
  add(START, WARNING, line, { type: 'step:end', result: { ...RESULT, error } });
  expect(output.join('').match(/no metrics/g)).toHaveLength(1);
  expect(output.join('')).toMatch(/last log lines\n.*slow/);
});
