import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runScenario, type Step } from '../../harness/engine/index.ts';
import { leavingOut } from './leaving-out.ts';

const step: Step<undefined> = {
  id: 'step',
  title: 'A step',
  timeoutMs: 1000,
  async run(ctx) {
    ctx.check('left out', { actual: 1, expected: 2 });
    ctx.check('held to', { actual: 1, expected: 1 });
    ctx.notMeasured('not seen', { reason: 'nobody looks' });
    return undefined;
  },
};

async function run(isLeftOut: (name: string) => boolean) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-left-out-'));
  const steps = [
    { ...step, run: (ctx, rig) => step.run(leavingOut(ctx, isLeftOut), rig) } satisfies typeof step,
  ];
  const scenario = { id: 's', title: 's', tags: [], params: {}, steps, createRig: () => undefined };
  return await runScenario(scenario, { runId: 'run', folder: folder.path, environment: 'none' });
}

test('what is left out is told and fails nothing', async () => {
  const result = await run((name) => name !== 'held to');
  expect(result.status).toBe('passed');
  expect(result.steps[0]?.checks.map(({ id, actual }) => [id, actual])).toEqual([
    ['left out', 1],
    ['held to', 1],
    ['not seen', 'not measured: nobody looks'],
  ]);
});

test('without that the same step fails', async () => {
  const result = await run(() => false);
  expect(result.steps[0]?.status).toBe('failed');
  expect(result.steps[0]?.checks.map(({ status }) => status)).toEqual(['failed', 'passed', 'not-measured']);
});
