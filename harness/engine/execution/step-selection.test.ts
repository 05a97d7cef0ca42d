import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptEvidence } from '../run-folder/evidence.ts';
import type { Scenario } from '../scenario.ts';
import { type RunOptions, runScenario } from './run-scenario.ts';

const number = {
  parse(value: unknown): number {
    if (typeof value !== 'number') throw new TypeError(`expected a number, found ${typeof value}`);
    return value;
  },
};

/** Step a observes; step b checks its own observation against the output of a. */
function scenario(observed: { live: number }): Scenario<undefined> {
  const common = { timeoutMs: 1000, title: '' };
  return {
    id: 'selected',
    title: 'Selected',
    tags: [],
    params: {},
    createRig: () => undefined,
    steps: [
      { ...common, id: 'a', run: async () => ++observed.live },
      {
        ...common,
        id: 'b',
        async run(ctx) {
          const seen = await ctx.evidence('seen', number, async () => ++observed.live);
          ctx.check('seen-after-a', { actual: seen, expected: ctx.outputOf('a', number) + 1 });
          return seen;
        },
      },
    ],
  };
}

async function run(observed: { live: number }, folder: string, options: Partial<RunOptions> = {}) {
  return await runScenario(scenario(observed), { runId: 'run', folder, environment: 'none', ...options });
}

test('skips the steps after `until`', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-selection-'));
  const result = await run({ live: 0 }, folder.path, { selection: { until: 0 } });
  expect(result.status).toBe('passed');
  expect(result.steps.map(({ status, reason }) => [status, reason])).toEqual([
    ['passed', undefined],
    ['skipped', 'not selected: run until step 0'],
  ]);
});

test('re-evaluates evidence without querying the pipeline', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-selection-'));
  const observed = { live: 0 };
  await run(observed, folder.path);
  expect(observed.live).toBe(2);

  const selection = { from: 1, outputs: new Map([['a', 1]]) };
  await using other = await mkdtempDisposable(join(tmpdir(), 'dubstep-selection-'));
  const again = await run(observed, other.path, { selection, evidence: keptEvidence(folder.path) });
  expect(observed.live).toBe(2);
  expect(again.status).toBe('passed');
  expect(again.steps.map(({ status, output }) => [status, output])).toEqual([
    ['skipped', 1],
    ['passed', 2],
  ]);
});

test('re-evaluates with the given outputs', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-selection-'));
  const observed = { live: 0 };
  await run(observed, folder.path);
  const selection = { from: 1, outputs: new Map([['a', 7]]) };
  await using other = await mkdtempDisposable(join(tmpdir(), 'dubstep-selection-'));
  const again = await run(observed, other.path, { selection, evidence: keptEvidence(folder.path) });
  expect(again.steps[1]?.status).toBe('failed');
});
