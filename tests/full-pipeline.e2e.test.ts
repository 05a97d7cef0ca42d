import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CheckResult, RunResult } from '../harness/engine/index.ts';
import { unconditionalChecks } from '../scenarios/checks/registry.ts';
import { CliRun } from './testing/cli-run.ts';

function check(result: RunResult, step: string, checkId: string): CheckResult | undefined {
  return result.steps.find(({ id }) => id === step)?.checks.find((candidate) => candidate.id === checkId);
}

test('full-pipeline passes seven steps on real processes and keeps their evidence', async () => {
  const run = new CliRun('full-pipeline');
  expect(await run.exitCode(), run.output).toBe(0);
  const result = await run.result();
  expect(result.status).toBe('passed');
  expect(result.steps.map(({ id, status }) => `${id} ${status}`)).toEqual([
    'environment-setup passed',
    'mediamtx-received-stream passed',
    'worker-connected passed',
    'fragments-processed passed',
    'event-data passed',
    'output-stream passed',
    'metrics passed',
  ]);
  expect(check(result, 'fragments-processed', 'fragments-processed')?.actual).toBe(5);
  expect(check(result, 'event-data', 'words-found-total')?.actual).toBeGreaterThanOrEqual(25);
  expect(check(result, 'output-stream', 'frames-dropped')?.actual).toBe(0);
  expect(check(result, 'output-stream', 'segment-audio')?.actual).toEqual(Array(5).fill('dubbed'));
  expect(check(result, 'metrics', 'av-offset-measured')?.unit).toBe('ms');

  for (const { id, checks } of result.steps) {
    const made = new Set(checks.map((made) => made.id));
    expect([...made].toSorted(), `docs/checks.md lists the checks of ${id}`).toEqual(
      unconditionalChecks(id).toSorted(),
    );
  }

  const folder = await run.folder();
  for (const file of [
    'events.ndjson',
    'index.html',
    'capture.mp4',
    'evidence/fragments.json',
    'logs/mediamtx.log',
  ]) {
    await expect(access(join(folder, file)), file).resolves.toBeUndefined();
  }
  expect(run.lines.filter((line) => line !== '').at(-1)).toMatch(/^PASSED .*reports\/runs\/.*\/index\.html$/);
  expect(await run.leftovers()).toEqual([]);
});
