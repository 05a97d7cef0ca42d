import { chmod, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RunResult, runScenario } from '../harness/engine/index.ts';
import { type Alterations, scenarioOptionsSchema } from '../harness/environments/index.ts';
import { replaceHook } from '../scenarios/faults/rigging/mediamtx-config.ts';
import { preload } from '../scenarios/faults/rigging/service-specs.ts';
import { quick } from '../scenarios/quick.ts';

/** Runs quick in an altered environment. */
async function runAltered(alter: (folder: string) => Promise<Alterations>): Promise<RunResult> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-views-'));
  const scenario = quick
    .altered(await alter(folder.path))
    .build(scenarioOptionsSchema.parse({ sts: 'echo' }));
  return await runScenario(scenario, { runId: 'run', folder: folder.path, environment: 'process' });
}

function statuses({ steps }: RunResult): string[] {
  return steps.map(({ number, status }) => `${number} ${status}`);
}

/** Serves the fragment counter under another name of the same length. */
const RENAMING = `
import { ServerResponse } from 'node:http';
const { end } = ServerResponse.prototype;
ServerResponse.prototype.end = function (chunk, ...rest) {
  const isMetrics = this.req?.url?.startsWith('/metrics') && typeof chunk === 'string';
  return end.call(this, isMetrics ? chunk.replaceAll('worker_audio_fragments', 'worker_voice_fragments') : chunk, ...rest);
};
`;

test('fragments, content and output are checked when only the name of a metric is wrong', async () => {
  const result = await runAltered(async (folder) => {
    const file = join(folder, 'metrics.mjs');
    await writeFile(file, RENAMING);
    return { specs: preload('media-service', file) };
  });
  expect(statuses(result)).toEqual([
    ...['0 passed', '1 passed', '2 failed', '3 passed', '4 passed', '5 passed', '6 failed'],
  ]);
  const [, , step] = result.steps;
  expect(step?.error?.code).toBe('POLL_ENDED');
  expect(step?.error?.message).toMatch(/the worker has been running for \d\.\d s: no such series/);
});

test('nothing is checked after step 2 when the hook fails, and the run ends soon', async () => {
  const result = await runAltered(async (folder) => {
    const hook = join(folder, 'hook');
    await writeFile(hook, '#!/bin/sh\necho no route >&2\nexit 1\n');
    await chmod(hook, 0o755);
    return { mediamtxConfig: (yaml) => replaceHook(yaml, hook) };
  });
  expect(statuses(result)).toEqual([
    ...['0 passed', '1 passed', '2 failed', '3 not-run', '4 not-run', '5 not-run', '6 not-run'],
  ]);
  expect(result.durationMs - (result.steps[0]?.durationMs ?? 0)).toBeLessThan(25_000);
});
