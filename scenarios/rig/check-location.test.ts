import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type HarnessError,
  locationOf,
  RootCauseError,
  runScenario,
  type Step,
} from '../../harness/engine/index.ts';
import { notMeasuredAll } from '../checks/check-context.ts';
import type { DubbingRig, DubbingStep } from './dubbing-rig.ts';
import { forEachStream } from './for-each-stream.ts';
import { withoutLeftOutChecks } from './left-out-checks.ts';

const FILE = 'scenarios/rig/check-location.test.ts';
const rig = { leaveOut: [], streams: () => [rig, rig] } as unknown as DubbingRig;

/** Runs a step as a scenario with several streams does: through two forwarding contexts. */
async function run(body: DubbingStep['run']) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-location-'));
  const step: Step<DubbingRig> = { id: 'a', title: 'A step', timeoutMs: 5000, run: body };
  const steps = forEachStream(2, [step]).map(withoutLeftOutChecks);
  const scenario = { id: 's', title: 's', tags: [], params: {}, steps, createRig: () => rig };
  const result = await runScenario(scenario, { runId: 'run', folder: folder.path, environment: 'none' });
  const [first] = result.steps;
  if (first === undefined) throw new Error('no step');
  return first;
}

/** The text of the line that a location refers to. */
async function lineAt(location: string | undefined): Promise<string | undefined> {
  const [file, line] = (location ?? '').split(':');
  expect(file).toBe(FILE);
  return (await readFile(FILE, 'utf8')).split('\n')[Number(line) - 1]?.trim();
}

test('a check that did not pass records where it is made', async () => {
  const step = await run(async (ctx) => {
    ctx.check('malformed-events', { actual: 0, expected: 0 });
    ctx.check('input-connections', { actual: 1, expected: 2 });
    notMeasuredAll(ctx, ['events-missed'], { reason: 'no observer' });
    return undefined;
  });
  const [passed, failed, notMeasured] = step.checks;
  expect(passed).not.toHaveProperty('at');
  expect(await lineAt(failed?.at)).toBe("ctx.check('input-connections', { actual: 1, expected: 2 });");
  expect(await lineAt(notMeasured?.at)).toBe(
    "notMeasuredAll(ctx, ['events-missed'], { reason: 'no observer' });",
  );
  expect(locationOf(step)).toBe(failed?.at);
});

test('a step that only has checks that were not measured failed at the first of them', async () => {
  const step = await run(async (ctx) => {
    ctx.notMeasured('events-missed', { reason: 'no observer' });
    return undefined;
  });
  expect(await lineAt(locationOf(step))).toBe("ctx.notMeasured('events-missed', { reason: 'no observer' });");
});

test('a thrown error records the statement of the step, also when the framework throws it', async () => {
  const step = await run(async (ctx) => {
    await ctx.poll('never', async () => false, { until: (is) => is, everyMs: 1, withinMs: 3 });
    return undefined;
  });
  expect(step.error).toMatchObject({ code: 'POLL_TIMEOUT' });
  expect(await lineAt(locationOf(step))).toMatch(/^await ctx\.poll\('never'/);
});

test('the location of a root cause is that of the error that it caused', () => {
  const at = `${FILE}:7`;
  const record = ({ name, code, message, fault }: HarnessError) => ({ name, code, message, fault });
  const cause = { name: 'Error', code: 'UNEXPECTED', message: 'no answer', fault: 'HARNESS', at } as const;
  const error = { ...record(new RootCauseError('it died', { code: 'DIED', fault: 'PRODUCT' })), cause };
  const step = { number: 0, id: 'a', title: 'A', status: 'failed', durationMs: 0, attempts: 1 } as const;
  expect(locationOf({ ...step, checks: [], error })).toBe(at);
  expect(locationOf({ ...step, checks: [] })).toBeUndefined();
});
