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
  told: string[];
  report: ConsoleReporter;
  add: (...events: EventBody[]) => void;
} {
  const told: string[] = [];
  const stream = { write: (text: string) => told.push(text), columns };
  const common = { env: {}, verbose: false, workingFolder: '/', reportFile: '.' };
  const report = new ConsoleReporter({ stream, ...common });
  let seq = 0;
  const add = (...events: EventBody[]): void => {
    for (const event of events) report.event({ seq: seq++, atMs: seq, ...event });
  };
  return { told, report, add };
}

test('while a question waits for its answer nothing is told, and after it all of it', () => {
  const { told, report, add } = reporter();
  add(START, { type: 'step:end', result: RESULT });
  report.hold();
  const before = told.length;
  add(WARNING);
  expect(told).toHaveLength(before);
  add({ type: 'step:start', step: STEP, attempt: 2, timeoutMs: 1 });
  expect(told.at(-1)).toContain('no metrics');
});

test('after a failure the commands for it come before the verdict', () => {
  const { told, report, add } = reporter();
  const evidence = { name: 'x', path: 'evidence/x.json', contentType: 'application/json' };
  const attached = { type: 'attachment', ...evidence, during: 0 } as const;
  add(START, attached, { type: 'step:end', result: RESULT });
  add({ type: 'run:end', status: 'failed', durationMs: 1 });
  report.finish('/runs/r-1');
  expect(told.at(-1)).toBe(`
pnpm scenario show r-1 --step 0         all that is known about this step
pnpm scenario quick --step 0            after a repair: again, up to this step
pnpm scenario quick --run r-1 --from 0  after a change of a check: judge what was kept again

FAILED  1 failed  in 1 ms  runs/r-1
`);
});

test('where a line is too short for a command and what it is for, that comes before it', () => {
  const { told, report, add } = reporter(80);
  add(START, { type: 'step:end', result: RESULT }, { type: 'run:end', status: 'failed', durationMs: 1 });
  report.finish('/runs/r-1');
  expect(told.at(-1)).toContain('--step 0  all that is known');
  const narrow = reporter(70);
  narrow.add(
    START,
    { type: 'step:end', result: RESULT },
    { type: 'run:end', status: 'failed', durationMs: 1 },
  );
  narrow.report.finish('/runs/r-1');
  expect(narrow.told.at(-1)).toContain(`
# all that is known about this step
pnpm scenario show r-1 --step 0
# after a repair: again, up to this step
pnpm scenario quick --step 0
`);
});

test('a run of a program of its own has no commands', () => {
  const { told, report, add } = reporter();
  add({ ...START, environment: 'staging' }, { type: 'step:end', result: RESULT });
  add({ type: 'run:end', status: 'failed', durationMs: 1 });
  report.finish('/runs/r-1');
  expect(told.join('')).not.toContain('pnpm');
});

test('a run that was interrupted has no commands', () => {
  const { told, report, add } = reporter();
  add(START, { type: 'step:end', result: { ...RESULT, status: 'interrupted' } });
  add({ type: 'run:end', status: 'interrupted', durationMs: 1 });
  report.finish('/runs/r-1');
  expect(told.join('')).not.toContain('pnpm');
});

test('a warning that was told at once is not told again beside what failed; other lines are', () => {
  const { told, add } = reporter();
  const error = { name: 'E', code: 'E', message: 'it broke', fault: 'PRODUCT' } as const;
  const line: EventBody = { type: 'log', source: 'sts-service', level: 'warn', message: 'slow' };
  add(START, WARNING, line, { type: 'step:end', result: { ...RESULT, error } });
  expect(told.join('').match(/no metrics/g)).toHaveLength(1);
  expect(told.join('')).toMatch(/last log lines\n.*slow/);
});
