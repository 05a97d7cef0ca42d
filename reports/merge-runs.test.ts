import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { FailedRun } from '../harness/engine/event.ts';
import { mergeRuns } from './merge-runs.ts';
import { inlineRun, runStart } from './testing/sample-run.ts';

/** Writes a run of one passed step. */
function passed(scenarioId: string, runId: string, earlier?: readonly FailedRun[]): Promise<string> {
  const step = { number: 0, id: 'a', title: 'a' };
  const start = runStart('a');
  return inlineRun(
    { ...start, runId, scenario: { ...start.scenario, id: scenarioId }, ...(earlier && { earlier }) },
    { atMs: 1, during: 0, type: 'step:start', step, attempt: 1, timeoutMs: 9 },
    {
      atMs: 2,
      type: 'step:end',
      result: { ...step, status: 'passed', durationMs: 1, attempts: 1, checks: [] },
    },
    { atMs: 3, type: 'run:end', status: 'passed', durationMs: 3 },
  );
}

async function merged(...runs: readonly string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'merged-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const paths = await mergeRuns(runs, folder, '/');
  return Promise.all(paths.map((path) => readFile(path, 'utf8')));
}

test('gives the same report for runs in any order, and counts each once', async () => {
  const [one, two, three] = [await passed('b', '1'), await passed('a', '2'), await passed('b', '3')];
  const whole = await merged(one, two, three);
  expect(await merged(three, one, two, one)).toEqual(whole);

  const [page = '', , junit = '', ctrf = '', summary = ''] = whole;
  expect(
    [...page.matchAll(/<th><a href="([^"]+)">([^<]+)/g)].slice(0, 3).map(([, ...found]) => found),
  ).toEqual([
    [`./../${basename(two)}/index.html`, 'a · process'],
    [`./../${basename(one)}/index.html`, 'b · process · 1 of 2'],
    [`./../${basename(three)}/index.html`, 'b · process · 2 of 2'],
  ]);
  expect([...junit.matchAll(/<testsuite name="(.)"/g)].map(([, name]) => name)).toEqual(['a', 'b', 'b']);
  expect(JSON.parse(ctrf)).toMatchObject({
    runId: '2 1 3',
    results: { summary: { tests: 3, passed: 3, suites: 3 } },
  });
  expect(summary.match(/^### .*$/gm)).toEqual(['### ✅ a: passed', '### ✅ b: passed', '### ✅ b: passed']);
});

test('counts only the last attempt of a retried run', async () => {
  const failed = await passed('a', '1');
  const step = { number: 0, id: 'a', title: 'a', status: 'failed', durationMs: 1 } as const;
  const again = await passed('a', '2', [{ runId: '1', status: 'failed', durationMs: 3, steps: [step] }]);
  const [, matrix = '', , ctrf = '', summary = ''] = await merged(again, failed);
  expect(JSON.parse(matrix)).toMatchObject([{ label: 'a · process', result: { runId: '2', flaky: true } }]);
  expect(JSON.parse(ctrf).results.summary).toMatchObject({ tests: 1, passed: 1, flaky: 1 });
  expect(summary).toContain('### ⚠️ a: flaky');
});

test('writes nothing when one of the folders is not a run', async () => {
  const run = await passed('a', '1');
  await expect(mergeRuns([run, await inlineRun()], join(run, 'merged'), '/')).rejects.toThrow(
    'no "run:start"',
  );
  await expect(readFile(join(run, 'merged/junit.xml'))).rejects.toThrow('ENOENT');
});
