import { describe, expect, test } from 'vitest';
import type { EventBody, Json, StepResult } from '../../harness/engine/event.ts';
import { HOOK_CAUSE, HOOK_DIAGNOSIS } from '../diagnosis/testing/inline-diagnosis.ts';
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
  add(START, { type: 'step:end', result: { ...RESULT, checks } }, { type: 'shutdown' });
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
  add(START, WARNING, line, { type: 'step:end', result: { ...RESULT, error } }, { type: 'shutdown' });
  expect(output.join('').match(/no metrics/g)).toHaveLength(1);
  expect(output.join('')).toMatch(/log lines before the failure\n.*slow/);
});

describe('a failed step', () => {
  const error = { name: 'E', code: 'NO_WORKER', message: 'no worker', fault: 'PRODUCT' } as const;
  const failed: EventBody = { type: 'step:end', result: { ...RESULT, error } };
  const check = { id: 'x', title: 'X', status: 'failed', actual: 1, limit: 2 } as const;
  const second: StepResult = { ...RESULT, number: 1, id: 'b', title: 'B', checks: [check] };
  const start: EventBody = { ...START, steps: [STEP, { number: 1, id: 'b', title: 'B' }] };
  const diagnosed: EventBody = { type: 'diagnosis', diagnosis: HOOK_DIAGNOSIS as Json };

  test('shows its line at once and the cause before everything else', () => {
    const { output, add } = reporter();
    add(start, failed);
    expect(output.at(-1)).toBe('✗ 0 a      1 ms  failed\n');
    add({ type: 'step:end', result: second }, WARNING);
    expect(output.at(-1)).toBe('✗ 0 a      1 ms  failed\n');
    add(diagnosed);
    expect(output.join('')).toMatchInlineSnapshot(`
      "quick  
      environment process · r-1

      ✗ 0 a      1 ms  failed
          HOOK_NOT_EXECUTABLE (ENVIRONMENT): The MediaMTX hook /srv/dubstep/mtx-hook is not executable, so MediaMTX cannot report the stream to media-service.
          chain      clip … recording ✓  hook ✗  media-service … measurement –
          legend     ✓ ok, ✗ broken first, – affected by it; a … b: from a to b; evidence: strongest first, time since the start of the run
          evidence    12.345 s  /srv/dubstep/mtx-hook exists and has no execute permission
                       2.301 s  mediamtx: fork/exec /srv/dubstep/mtx-hook: permission denied
          also seen  MEDIA_SERVICE_NOT_RUNNING: likely a consequence of HOOK_NOT_EXECUTABLE
          who acts   ENVIRONMENT: the operators of the machine or the deployment
          fix        chmod +x /srv/dubstep/mtx-hook
          next       pnpm scenario show inline-1 --step 0
          failed at  scenarios/steps/worker-connected.ts:35 (the statement of the test that failed)

          NO_WORKER
          no worker
      ✗ 1 b      1 ms  failed
          ✗ X 1 (= 2)
             0.004 s  harness  warn  no metrics
      "
    `);
  });

  test('does not repeat what the diagnosis states', () => {
    const { output, report, add } = reporter();
    const message = `${HOOK_CAUSE.summary} Waited for 10 s.`;
    const [, denied] = HOOK_CAUSE.evidence;
    const line: EventBody = { type: 'log', source: 'mediamtx', level: 'error', message: 'permission denied' };
    add(start);
    report.event({ seq: denied?.seq ?? 0, atMs: 5, ...line });
    add({ type: 'step:end', result: { ...RESULT, error: { ...error, message } } }, diagnosed);
    add({ type: 'run:end', status: 'failed', durationMs: 1 });
    report.finish('/runs/r-1');
    const text = output.join('');
    expect(text.split(HOOK_CAUSE.summary)).toHaveLength(2);
    expect(text).toContain('    NO_WORKER\n    Waited for 10 s.\n');
    expect(text.match(/permission denied/g)).toHaveLength(1);
  });

  test('shows its details when the run ends without a diagnosis, and before a prompt', () => {
    const { output, add } = reporter();
    add(start, failed, { type: 'shutdown' });
    expect(output.at(-1)).toBe('    PRODUCT NO_WORKER\n    no worker\n');
    const other = reporter();
    other.add(start, failed);
    other.report.hold();
    expect(other.output.at(-1)).toBe('    PRODUCT NO_WORKER\n    no worker\n');
    other.add({ type: 'step:end', result: second }, diagnosed);
    expect(other.output.join('')).toContain('\n\n0 fails\n    HOOK_NOT_EXECUTABLE');
  });

  test('does not repeat the command of the diagnosis below the run', () => {
    const { output, report, add } = reporter();
    const next = 'pnpm scenario show r-1 --step 0';
    add(START, failed, { type: 'diagnosis', diagnosis: { ...HOOK_DIAGNOSIS, next } as Json });
    add({ type: 'run:end', status: 'failed', durationMs: 1 });
    report.finish('/runs/r-1');
    expect(output.join('').split(next)).toHaveLength(2);
    expect(output.at(-1)).toContain('pnpm scenario quick --step 0');
  });

  test('prints a diagnosis that is repeated after a pause once', () => {
    const { output, report, add } = reporter();
    add(start, failed, diagnosed);
    report.hold();
    add({ type: 'step:end', result: second }, diagnosed, { type: 'shutdown' });
    expect(output.join('').split(HOOK_CAUSE.summary)).toHaveLength(2);
    const other = { ...HOOK_DIAGNOSIS, verdict: 'Another one.', causes: [] };
    add({ type: 'diagnosis', diagnosis: other as Json });
    expect(output.join('')).toContain('CAUSE_UNKNOWN (INCONCLUSIVE): Another one.');
  });

  test('ignores a diagnosis of another shape', () => {
    const { output, add } = reporter();
    add(start, failed, { type: 'diagnosis', diagnosis: { cause: 'x' } }, { type: 'shutdown' });
    expect(output.at(-1)).toContain('no worker');
  });
});
