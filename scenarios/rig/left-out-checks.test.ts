import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runScenario, type Step } from '../../harness/engine/index.ts';
import { scenarioOptionsSchema } from '../../harness/environments/index.ts';
import { recordOnly, requireKnownChecks } from './left-out-checks.ts';

const step: Step<undefined> = {
  id: 'step',
  title: 'A step',
  timeoutMs: 1000,
  async run(ctx) {
    ctx.check('left-out', { actual: 1, expected: 2 });
    ctx.check('required', { actual: 1, expected: 1 });
    ctx.notMeasured('not-observed', { reason: 'no observer' });
    return undefined;
  },
};

async function run(isLeftOut: (id: string) => boolean) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-left-out-'));
  const steps = [
    { ...step, run: (ctx, rig) => step.run(recordOnly(ctx, isLeftOut), rig) } satisfies typeof step,
  ];
  const scenario = { id: 's', title: 's', tags: [], params: {}, steps, createRig: () => undefined };
  return await runScenario(scenario, { runId: 'run', folder: folder.path, environment: 'none' });
}

test('records a check that is left out, and does not fail', async () => {
  const result = await run((id) => id !== 'required');
  expect(result.status).toBe('passed');
  expect(result.steps[0]?.checks.map(({ id, actual }) => [id, actual])).toEqual([
    ['left-out', 1],
    ['required', 1],
    ['not-observed', 'not measured: no observer'],
  ]);
});

test('fails when nothing is left out', async () => {
  const result = await run(() => false);
  expect(result.steps[0]?.status).toBe('failed');
  expect(result.steps[0]?.checks.map(({ status }) => status)).toEqual(['failed', 'passed', 'not-measured']);
});

async function validate(...leaveOut: readonly string[]): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-left-out-'));
  const config = join(folder.path, 'dubstep.config.ts');
  await writeFile(config, `export default { leaveOut: ${JSON.stringify(leaveOut)} }`);
  const own = { id: 'mine', checks: { 'my-check': { title: 'my check' } }, steps: [{ id: 'my-step' }] };
  await requireKnownChecks(own, scenarioOptionsSchema.parse({ environment: 'attach', config }));
}

test('accepts checks of every dubbing scenario, and of the scenario itself', async () => {
  await expect(validate('metrics/fragments-in-flight', 'my-step/my-check')).resolves.toBeUndefined();
});

test.each([
  ['metrics/fragments in flight', 'metrics/fragments-in-flight'],
  ['metric/av-offset-reported', 'metrics/av-offset-reported'],
  ['fragments-processed/av-drift', 'metrics/av-drift'],
])('rejects %s before the run, with the nearest match', async (entry, nearest) => {
  await expect(validate('metrics/av-drift', entry)).rejects.toMatchObject({
    code: 'SCENARIO_REFUSED',
    message: expect.stringContaining(`leaveOut names no check: "${entry}"; did you mean "`),
  });
  await expect(validate(entry, 'x/y')).rejects.toThrow(/\? leaveOut names no check: "x\/y"\. docs/);
  if (nearest !== 'metrics/av-drift') await expect(validate(entry)).rejects.toThrow(`"${nearest}"`);
});
