import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pause } from '../clock.ts';
import { HarnessError } from '../errors.ts';
import { type RunResult, RunResultBuilder } from '../run-folder/run-result.ts';
import type { RunContext, Scenario, Step } from '../scenario.ts';
import { collectEvents } from '../testing/collect-events.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { type RunOptions, runScenario } from './run-scenario.ts';

let folder: string;
let clock: ManualClock;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'));
  clock = new ManualClock();
});
afterEach(() => rm(folder, { recursive: true }));

type Diagnose = NonNullable<Scenario<unknown>['diagnose']>;

function step(run: Step<RunContext>['run']): Step<RunContext> {
  return { id: 'a', title: 'A step', timeoutMs: 1000, run };
}

function run(
  steps: readonly Step<RunContext>[],
  diagnose: Diagnose,
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  const scenario: Scenario<RunContext> = {
    ...{ id: 'test', title: 'A test', tags: [], params: {}, steps, diagnose },
    createRig: (context) => context,
  };
  return runScenario(scenario, { runId: 'run-1', folder, environment: 'none', clock, ...options });
}

function collected() {
  return collectEvents(join(folder, 'events.ndjson'));
}

async function typesOf(): Promise<string[]> {
  return (await collected()).map(({ type }) => type);
}

const fails = step(async (_, context) => {
  context.defer('server', () => undefined);
  throw new Error('broken');
});

/** Counts the events that a diagnosis can read. */
const counts: Diagnose = async () => ({ events: (await collected()).length });

test('a failed run is diagnosed from its event log, after the steps and before the shutdown', async () => {
  const result = await run([fails], counts);
  expect(await typesOf()).toEqual([
    ...['run:start', 'step:start', 'step:end', 'diagnosis', 'shutdown', 'teardown', 'run:end'],
  ]);
  expect(result.diagnosis).toEqual({ events: 3 });
  const builder = new RunResultBuilder();
  for (const event of await collected()) builder.add(event);
  expect(builder.result().diagnosis).toEqual({ events: 3 });
});

test('a run whose environment did not start is diagnosed', async () => {
  const taken = step(async () => {
    throw new HarnessError('port 1935 is taken', { code: 'PORT_TAKEN', fault: 'ENVIRONMENT' });
  });
  expect(await run([taken], counts)).toMatchObject({ status: 'not-started', diagnosis: { events: 3 } });
});

test('a run that passes or is interrupted is not diagnosed', async () => {
  expect(await run([step(async () => undefined)], counts)).not.toHaveProperty('diagnosis');
  expect(await typesOf()).not.toContain('diagnosis');
  await rm(join(folder, 'events.ndjson'));
  const interruption = new AbortController();
  const waits = step((ctx) => pause(clock, 1e9, ctx.signal).then(() => undefined));
  const running = run([waits], counts, { signal: interruption.signal });
  await clock.advance(10);
  interruption.abort('SIGINT');
  expect(await running).not.toHaveProperty('diagnosis');
  expect(await typesOf()).not.toContain('diagnosis');
});

test('a diagnosis that throws, takes too long or finds nothing leaves the run as it is', async () => {
  const warnings = async (): Promise<string[]> =>
    (await collected()).flatMap((event) => (event.type === 'log' ? [event.message] : []));
  const expectNone = (result: RunResult): void => {
    expect(result).toMatchObject({ status: 'failed', steps: [{ error: { message: 'broken' } }] });
    expect(result).not.toHaveProperty('diagnosis');
  };
  expectNone(
    await run([fails], async () => {
      throw new Error('no such file');
    }),
  );
  expect(await warnings()).toEqual(['the run could not be diagnosed: Error: no such file']);

  await rm(join(folder, 'events.ndjson'));
  const running = run([fails], () => new Promise(() => undefined));
  // The log line follows when the diagnosis is stopped.
  await clock.advance(10_000);
  expectNone(await running);
  expect(await warnings()).toEqual([
    'the run could not be diagnosed: DiagnosisTimeoutError: the diagnosis did not end within 10000 ms',
  ]);

  await rm(join(folder, 'events.ndjson'));
  expectNone(await run([fails], async () => undefined));
  expect(await warnings()).toEqual([]);
});

test('the handler of a failed step finds the diagnosis in the event log', async () => {
  let before: string[] = [];
  const onStepFailed = async () => {
    before = await typesOf();
    return 'end' as const;
  };
  const result = await run([fails], counts, { onStepFailed });
  expect(before).toEqual(['run:start', 'step:start', 'step:end', 'diagnosis']);
  // The last one counts.
  expect(result.diagnosis).toEqual({ events: 5 });
});

test('a retried step that passes leaves no diagnosis, and one that fails again is probed and diagnosed again', async () => {
  let [attempts, probes] = [0, 0];
  const flaky = (passesAt: number) =>
    step(async (_, context) => {
      attempts += 1;
      if (attempts === 1)
        context.onFailureDiagnose(async () => {
          probes += 1;
          return undefined;
        });
      if (attempts < passesAt) throw new Error(`attempt ${attempts}`);
      return undefined;
    });
  const decisions = ['retry', 'end'] as const;
  const retried = await run([flaky(2)], counts, { onStepFailed: async () => 'retry' });
  expect(retried.status).toBe('passed');
  expect(retried).not.toHaveProperty('diagnosis');
  expect(probes).toBe(1);

  await rm(join(folder, 'events.ndjson'));
  [attempts, probes] = [0, 0];
  const failed = await run([flaky(9)], counts, {
    onStepFailed: async () => decisions[attempts - 1] ?? 'end',
  });
  expect(failed.status).toBe('failed');
  expect(failed).toHaveProperty('diagnosis');
  expect(probes).toBe(2);
});
