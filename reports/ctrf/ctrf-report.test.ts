import { type CTRFReport, type Test, validate } from 'ctrf';
import { expect, test } from 'vitest';
import { diagnosedRun } from '../diagnosis/testing/diagnosed-run.ts';
import { HOOK_CAUSE, HOOK_DIAGNOSIS } from '../diagnosis/testing/inline-diagnosis.ts';
import { readRunSummary } from '../recorded-runs/read-run.ts';
import { HOSTILE, inlineRun, runStart, sampleRun } from '../testing/sample-run.ts';
import { ctrfOf, ctrfReport } from './ctrf-report.ts';

/** Renders, parses and validates with the published schema. */
async function ctrfOfFolders(...folders: readonly string[]): Promise<CTRFReport> {
  const runs = await Promise.all(folders.map(readRunSummary));
  const report = JSON.parse(JSON.stringify(ctrfOf(runs, folders[0] ?? '/')));
  expect(validate(report)).toEqual({ valid: true, errors: [] });
  return report;
}

function outcomes({ results }: CTRFReport): Partial<Test>[] {
  return results.tests.map(({ name, status, rawStatus }) => ({
    name,
    status,
    ...(rawStatus && { rawStatus }),
  }));
}

test('reports steps as tests and checks as their steps', async () => {
  const { results } = await ctrfOfFolders(await sampleRun('measures', 'fails', 'skips'));
  expect(results.summary).toMatchObject({ tests: 3, passed: 1, failed: 1, skipped: 1, suites: 1, flaky: 0 });
  expect(results.tests[0]).toMatchObject({
    testId: 'sample/measures',
    name: '0 measures',
    suite: ['sample'],
    status: 'passed',
    steps: [
      { name: 'number reached: 3 (= 3)', status: 'passed', extra: { id: 'number-reached' } },
      { name: 'delta: 24.063 ms (≤ 120 ms)', extra: { actual: 24.0625, limit: { max: 120 }, unit: 'ms' } },
    ],
    attachments: [
      { name: 'numbers.json', contentType: 'application/json', path: 'attachments/numbers.json' },
    ],
  });
  expect(results.tests[1]).toMatchObject({
    status: 'failed',
    message: '1 of 1 checks failed: number reached is 2, must be = 3',
    extra: { fault: 'PRODUCT', code: 'CHECK_FAILED' },
    steps: [{ status: 'failed' }],
  });
  expect(results.tests[2]).toMatchObject({ status: 'skipped', message: 'not run: blocked by step 1' });
});

test('never reports an inconclusive result as passed', async () => {
  expect(outcomes(await ctrfOfFolders(await sampleRun('cannot-measure')))).toMatchObject([
    { status: 'failed' },
  ]);
  expect(outcomes(await ctrfOfFolders(await sampleRun('interrupted')))).toMatchObject([
    { name: '0 interrupted', status: 'skipped', rawStatus: 'not-run' },
    { name: 'the run as a whole', status: 'failed', rawStatus: 'interrupted' },
  ]);
  const killed = await inlineRun(runStart('a'));
  expect(outcomes(await ctrfOfFolders(killed)).at(-1)).toMatchObject({ status: 'failed' });
});

test('reports a step that passed at its second attempt as flaky', async () => {
  const step = { number: 0, id: 'a', title: 'a' };
  const folder = await inlineRun(
    runStart('a'),
    { atMs: 5.4, during: 0, type: 'step:start', step, attempt: 1, timeoutMs: 9 },
    {
      atMs: 15,
      type: 'step:end',
      result: { ...step, status: 'passed', durationMs: 9.6, attempts: 2, checks: [] },
    },
    { atMs: 16, type: 'run:end', status: 'passed', durationMs: 16 },
  );
  const { results } = await ctrfOfFolders(folder);
  const start = Date.parse('2026-11-22T12:00:00.000Z');
  expect(results.tests).toMatchObject([
    { retries: 1, flaky: true, start: start + 5, stop: start + 15, duration: 10 },
  ]);
  expect(results.summary).toMatchObject({ flaky: 1, start, stop: start + 16, duration: 16 });
});

test('keeps text unchanged, whatever the run contains', async () => {
  const { results } = await ctrfOfFolders(await sampleRun('hostile'));
  expect(results.tests[0]).toMatchObject({ message: HOSTILE, attachments: [{ name: HOSTILE }] });
});

test('combines several runs', async () => {
  const { results } = await ctrfOfFolders(await sampleRun('measures'), await sampleRun('fails'));
  expect(results.summary).toMatchObject({ tests: 2, passed: 1, failed: 1, suites: 2 });
});

test('rejects unknown statuses and fields by the schema', async () => {
  const folder = await sampleRun('measures');
  let text = '';
  for await (const piece of ctrfReport(folder).render(folder)) text += piece;
  expect(validate(JSON.parse(text)).valid).toBe(true);
  expect(validate(JSON.parse(text.replace('"passed"', '"passt"'))).valid).toBe(false);
  expect(validate(JSON.parse(text.replace('"rawStatus"', '"rohStatus"'))).valid).toBe(false);
});

test('starts with the cause of a diagnosed failure', async () => {
  const { results } = await ctrfOfFolders(await diagnosedRun(HOOK_DIAGNOSIS));
  expect(results.tests[0]).toMatchObject({
    message: `HOOK_NOT_EXECUTABLE: ${HOOK_CAUSE.summary}`,
    extra: { fault: 'ENVIRONMENT', code: 'HOOK_NOT_EXECUTABLE' },
    trace: expect.stringMatching(/^chain .*\nlegend .*\nevidence /),
  });
});
