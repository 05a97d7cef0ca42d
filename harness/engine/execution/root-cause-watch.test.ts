import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RootCauseError } from '../errors.ts';
import type { RunEvent } from '../event.ts';
import type { RunResult } from '../run-folder/run-result.ts';
import type { RunContext, RunWatch, Scenario, Step } from '../scenario.ts';
import { collectEvents } from '../testing/collect-events.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { runScenario } from './run-scenario.ts';

let folder: string;
let clock: ManualClock;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'));
  clock = new ManualClock();
});
afterEach(() => rm(folder, { recursive: true }));

/** Finds a root cause once it has seen an observation, and counts how often it is called. */
class DiedWatch implements RunWatch {
  calls = 0;
  #died = false;

  add(event: RunEvent): void {
    if (event.type === 'observation' && event.name === 'died') this.#died = true;
  }

  findRootCause(): RootCauseError | undefined {
    this.calls += 1;
    return this.#died
      ? new RootCauseError('the hook died', { code: 'HOOK_DIED', fault: 'ENVIRONMENT' })
      : undefined;
  }
}

function run(steps: readonly Step<RunContext>[], watch: RunWatch): Promise<RunResult> {
  const scenario: Scenario<RunContext> = {
    ...{ id: 'test', title: 'A test', tags: [], params: {}, steps, watch: () => watch },
    createRig: (context) => context,
  };
  return runScenario(scenario, { runId: 'run-1', folder, environment: 'none', clock });
}

function waits(id: string, diesAfterMs: number, rest: Partial<Step<RunContext>> = {}): Step<RunContext> {
  return {
    ...{ id, title: `Step ${id}`, timeoutMs: 10_000, endsEarly: true, critical: false },
    async run(ctx, context) {
      const cancel = clock.after(diesAfterMs, () => context.observe('hook', 'died', {}));
      try {
        await ctx.poll('worker', async () => 0, { until: (n) => n > 0, everyMs: 100, withinMs: 5000 });
      } finally {
        cancel();
      }
      return undefined;
    },
    ...rest,
  };
}

test('a waiting step ends within a second of a certain root cause, which becomes its error', async () => {
  const watch = new DiedWatch();
  const running = run([waits('a', 1500), waits('b', 9999)], watch);
  await clock.advance(5000);
  const { steps } = await running;
  expect(steps).toMatchObject([
    { status: 'failed', durationMs: 2000, error: { code: 'HOOK_DIED', message: 'the hook died' } },
    {
      status: 'failed',
      durationMs: 1000,
      error: { code: 'HOOK_DIED', message: 'HOOK_DIED, as reported before' },
    },
  ]);
  expect(steps[0]?.error).not.toHaveProperty('cause');
  // It names the poll of the step, not the watch.
  expect(steps[0]?.error?.stack).toMatch(/at Object\.run \(/);
  expect(watch.calls).toBe(4);
  expect(clock.pending).toBe(0);
});

test('a step that catches the root cause keeps its checks and output, and still has the root cause as its error', async () => {
  const collects = waits('a', 1500, {
    async run(ctx, context) {
      await waits('a', 1500)
        .run(ctx, context)
        .catch(() => undefined);
      ctx.check('fragments', { actual: 2, expected: 5 });
      return { seen: 2 };
    },
  });
  const running = run([collects], new DiedWatch());
  await clock.advance(5000);
  expect((await running).steps[0]).toMatchObject({
    error: { code: 'HOOK_DIED', cause: { code: 'CHECK_FAILED' } },
    checks: [{ id: 'fragments', status: 'failed' }],
    output: { seen: 2 },
  });
});

test('a step without `endsEarly` is not ended', async () => {
  const watch = new DiedWatch();
  const running = run([waits('a', 100, { endsEarly: false }), waits('b', 100)], watch);
  await clock.advance(7000);
  expect((await running).steps[0]).toMatchObject({ durationMs: 5000, error: { code: 'POLL_TIMEOUT' } });
});

test('a watch that throws ends no step, and is not asked again', async () => {
  let calls = 0;
  const broken: RunWatch = {
    add: () => undefined,
    findRootCause() {
      calls += 1;
      throw new Error('no facts');
    },
  };
  const running = run([waits('a', 9999)], broken);
  await clock.advance(7000);
  expect((await running).steps[0]).toMatchObject({ durationMs: 5000, error: { code: 'POLL_TIMEOUT' } });
  expect(calls).toBe(1);
  const warnings = (await collectEvents(join(folder, 'events.ndjson'))).flatMap((event) =>
    event.type === 'log' && event.level === 'warn' ? [event.message] : [],
  );
  expect(warnings).toEqual(['no step can end early any more: the watch threw Error: no facts']);
});

test('a watch that takes long is asked less often', async () => {
  let calls = 0;
  const slow: RunWatch = {
    add: () => undefined,
    findRootCause() {
      calls += 1;
      clock.skip(40);
      return undefined;
    },
  };
  const running = run([waits('a', 9999)], slow);
  await clock.advance(7000);
  await running;
  expect(calls).toBe(3);
});
