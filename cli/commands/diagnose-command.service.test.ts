import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EventBody, StepResult } from '../../harness/engine/event.ts';
import { diagnosisSchema } from '../../harness/run-data/diagnosis.ts';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

const HOOK = '/srv/mtx-hook';
const STEP = { number: 2, id: 'worker-connected', title: 'Worker picked up the stream' };
const FAILED: StepResult = { ...STEP, status: 'failed', durationMs: 10_000, attempts: 1, checks: [] };
const PASSED: StepResult = { ...FAILED, status: 'passed' };

/** Writes a run as the harness records it, without a diagnosis. */
async function writeRun(id: string, result: StepResult, ...events: readonly EventBody[]): Promise<void> {
  const start: EventBody = {
    ...{ type: 'run:start', runId: id, environment: 'process', params: {}, steps: [STEP] },
    ...{ scenario: { id: 'quick', title: 'Quick', tags: [] }, startedAt: '2026-11-22T12:00:00.000Z' },
  };
  const status = result.status === 'passed' ? 'passed' : 'failed';
  const all: EventBody[] = [
    start,
    ...events,
    { type: 'step:end', result },
    { type: 'run:end', status, durationMs: 11_000 },
  ];
  await mkdir(join(inline.runsFolder, id));
  const lines = all.map((event, seq) => JSON.stringify({ seq, atMs: seq * 100, ...event }));
  await writeFile(join(inline.runsFolder, id, 'events.ndjson'), `${lines.join('\n')}\n`);
}

const RECEIVED: EventBody = {
  type: 'step:end',
  result: { ...PASSED, number: 1, id: 'mediamtx-received-stream', title: 'MediaMTX receives the stream' },
};
const NOT_EXECUTABLE: EventBody = {
  ...{ type: 'observation', source: 'probe', name: 'hook-file' },
  data: { path: HOOK, configured: true, exists: true, executable: false, crlf: false },
};

test('names the cause of a run that was recorded without a diagnosis', async () => {
  await writeRun('20261122-120000-quick-0001', FAILED, RECEIVED, NOT_EXECUTABLE);
  for (const run of ['20261122', join(inline.runsFolder, '20261122-120000-quick-0001')]) {
    const { code, stdout } = await inline.run('scenario', 'diagnose', run);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^quick · environment process · 20261122-120000-quick-0001\n✗ 2 worker-connected .*\n {4}HOOK_NOT_EXECUTABLE \(ENVIRONMENT\): /,
    );
    expect(stdout).toContain(HOOK);
  }
  const { stdout } = await inline.run('scenario', 'diagnose', '20261122', '--json');
  expect(diagnosisSchema.parse(JSON.parse(stdout)).causes.map(({ code }) => code)).toEqual([
    'HOOK_NOT_EXECUTABLE',
  ]);
});

test('states that no step failed', async () => {
  await writeRun('20261122-120000-quick-0001', PASSED);
  const { code, stdout } = await inline.run('scenario', 'diagnose', '2026');
  expect(code).toBe(0);
  expect(stdout).toBe('no step of 20261122-120000-quick-0001 failed: the run passed\n');
  expect((await inline.run('scenario', 'diagnose', '2026', '--json')).stdout).toBe('null\n');
});

test('exits 2 for a missing run', async () => {
  const { code, stderr } = await inline.run('scenario', 'diagnose', 'x');
  expect(code).toBe(2);
  expect(stderr).toContain("no run 'x'");
});
