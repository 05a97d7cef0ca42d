import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { pause } from '../clock.ts';
import { HarnessError, RootCauseError } from '../errors.ts';
import type { RunEvent, StepResult } from '../event.ts';
import { type RunResult, RunResultBuilder } from '../run-folder/run-result.ts';
import type { FailureProbe, RunContext, Scenario, Step, StepContext } from '../scenario.ts';
import { collectEvents } from '../testing/collect-events.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { HarnessCrashError } from './interruption.ts';
import { type RunOptions, runScenario } from './run-scenario.ts';

let folder: string;
let clock: ManualClock;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-'));
  clock = new ManualClock();
});
afterEach(() => rm(folder, { recursive: true }));

type Run = Step<RunContext>['run'];
const never: Run = (ctx) => pause(clock, 1e9, ctx.signal).then(() => undefined);

function step(id: string, run: Run, rest: Partial<Step<RunContext>> = {}): Step<RunContext> {
  return { id, title: `Step ${id}`, timeoutMs: 1000, run, ...rest };
}

function run(steps: readonly Step<RunContext>[], options: Partial<RunOptions> = {}): Promise<RunResult> {
  const scenario: Scenario<RunContext> = {
    id: 'test',
    title: 'A test',
    tags: [],
    params: {},
    steps,
    createRig: (context) => context,
  };
  return runScenario(scenario, { runId: 'run-1', folder, environment: 'none', clock, ...options });
}

function events(): Promise<RunEvent[]> {
  return collectEvents(join(folder, 'events.ndjson'));
}

function briefly({ steps }: RunResult): string[] {
  return steps.map(({ id, status, reason }) => `${id} ${status}${reason === undefined ? '' : `: ${reason}`}`);
}

const ok: Run = async () => undefined;
const fails: Run = async () => {
  throw new Error('broken');
};

test('runs steps in order and passes outputs on in their JSON form', async () => {
  const output = z.object({ count: z.number(), at: z.string() });
  let seen: unknown;
  const result = await run([
    step('first', async (ctx) => {
      ctx.check('count', { actual: 5, expected: 5 });
      return { count: 5, at: new Date(0) as unknown as string };
    }),
    step('second', async (ctx) => {
      seen = ctx.outputOf('first', output);
      return undefined;
    }),
  ]);
  expect(seen).toEqual({ count: 5, at: '1970-01-01T00:00:00.000Z' });
  expect(result).toEqual({
    runId: 'run-1',
    scenario: 'test',
    title: 'A test',
    tags: [],
    environment: 'none',
    params: {},
    status: 'passed',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 0,
    steps: [
      {
        number: 0,
        id: 'first',
        title: 'Step first',
        status: 'passed',
        durationMs: 0,
        attempts: 1,
        checks: [{ id: 'count', title: 'count', status: 'passed', actual: 5, limit: 5 }],
        output: { count: 5, at: '1970-01-01T00:00:00.000Z' },
      },
      {
        number: 1,
        id: 'second',
        title: 'Step second',
        status: 'passed',
        durationMs: 0,
        attempts: 1,
        checks: [],
      },
    ],
    warnings: 0,
    loggedErrors: 0,
    loggedProblems: [],
  });
});

test('the event log alone gives the same result', async () => {
  const result = await run([step('a', ok), step('b', fails), step('c', ok)]);
  const builder = new RunResultBuilder();
  for (const event of await events()) builder.add(event);
  expect(JSON.parse(JSON.stringify(builder.result()))).toEqual(JSON.parse(JSON.stringify(result)));
});

test('a failed critical step blocks all later steps except those with `always`', async () => {
  const result = await run([
    step('a', ok),
    step('b', fails, { critical: false }),
    step('c', fails),
    step('d', ok),
    step('e', ok, { always: true }),
  ]);
  expect(briefly(result)).toEqual([
    'a passed',
    'b failed',
    'c failed',
    'd not-run: blocked by step 2',
    'e passed',
  ]);
  expect(result.status).toBe('failed');
});

test('a step decides after its failure whether it is critical', async () => {
  const received = step('a', async (ctx) => {
    ctx.check('tracks', { actual: 1, expected: 2 });
    return { ready: true };
  });
  const decides = { isCritical: ({ output }: StepResult): boolean => output === undefined };
  expect(briefly(await run([{ ...received, ...decides }, step('b', ok)]))).toEqual(['a failed', 'b passed']);
  const throws = (): never => {
    throw new Error('no rig');
  };
  for (const first of [step('a', fails, decides), { ...received, isCritical: throws }]) {
    await rm(join(folder, 'events.ndjson'));
    expect(briefly(await run([first, step('b', ok)]))).toEqual(['a failed', 'b not-run: blocked by step 0']);
  }
});

test('a stopped step keeps the checks and the output that it returns in time', async () => {
  const running = run([
    step('waits', async (ctx, context) => {
      clock.after(300, () => context.failStep(died));
      await pause(clock, 1e9, ctx.signal).catch(() => undefined);
      ctx.check('fragments', { actual: 2, expected: 5 });
      return { seen: 2 };
    }),
  ]);
  await clock.advance(300);
  expect((await running).steps[0]).toMatchObject({
    status: 'failed',
    error: { code: 'DIED' },
    checks: [{ id: 'fragments', status: 'failed' }],
    output: { seen: 2 },
  });
  expect((await events()).filter((event) => event.type === 'log' && event.level === 'warn')).toEqual([]);
});

test('a failed check fails the step at its end, after the remaining checks', async () => {
  const result = await run([
    step('a', async (ctx) => {
      expect(ctx.check('first', { actual: 1, expected: 2 })).toBe(false);
      expect(ctx.check('second', { actual: 5, limit: { max: 6 }, unit: 'ms' })).toBe(true);
      return { measured: true };
    }),
  ]);
  expect(result.steps[0]).toMatchObject({
    status: 'failed',
    error: { code: 'CHECK_FAILED', fault: 'PRODUCT' },
    checks: [{ status: 'failed' }, { status: 'passed' }],
    output: { measured: true },
  });
});

test('an invalid or repeated id of a check fails the step, and ids may recur in a retry', async () => {
  const repeats: Run = async (ctx) => {
    ctx.check('frames', { actual: 1, expected: 1 });
    ctx.check('frames', { instance: 'stream 2', actual: 1, expected: 1 });
    ctx.record('frames', { value: 2 });
    return undefined;
  };
  const invalid: Run = async (ctx) => void ctx.notMeasured('A/V sync', { reason: 'no audio' });
  let attempts = 0;
  const once: Run = async (ctx) => {
    ctx.check('frames', { actual: 1, expected: 1 });
    if (++attempts === 1) throw new Error('first attempt');
    return undefined;
  };
  const running = run([
    step('a', repeats, { critical: false }),
    step('b', invalid, { critical: false }),
    step('c', once, { retry: { count: 1, delayMs: 100 } }),
  ]);
  await clock.advance(100);
  const result = await running;
  expect(result.steps).toMatchObject([
    { status: 'failed', error: { code: 'CHECK_ID_DUPLICATE', fault: 'HARNESS' } },
    { status: 'failed', error: { code: 'CHECK_ID_INVALID', fault: 'HARNESS' }, checks: [] },
    { status: 'passed', attempts: 2, checks: [{ id: 'frames' }] },
  ]);
});

test('a check that is not measured makes the step inconclusive', async () => {
  const result = await run([
    step('a', async (ctx) => void ctx.notMeasured('sync', { reason: 'no audio in the output' })),
  ]);
  expect(result.steps[0]).toMatchObject({ status: 'failed', error: { fault: 'INCONCLUSIVE' } });
  expect(result.status).toBe('failed');
});

test('a check that does not apply is recorded as not measured, and its step passes', async () => {
  const result = await run([
    step(
      'a',
      async (ctx) => void ctx.notMeasured('words', { reason: 'the clip is silent', inapplicable: true }),
    ),
  ]);
  expect(result.status).toBe('passed');
  expect(result.steps[0]?.checks).toMatchObject([
    { id: 'words', status: 'not-measured', actual: null, note: 'the clip is silent', inapplicable: true },
  ]);
});

test('a step may take longer for what is tested', async () => {
  const result = await run([
    step('a', async () => ({ lengthS: 7 })),
    step('b', async () => undefined, {
      extraTimeMs: (ctx) => ctx.outputOf('a', z.object({ lengthS: z.number() })).lengthS * 1000,
    }),
  ]);
  expect(result.status).toBe('passed');
  const starts = (await events()).filter((event) => event.type === 'step:start');
  expect(starts.map(({ timeoutMs }) => timeoutMs)).toEqual([1000, 8000]);
});

test('a check that is not measured does not block later steps', async () => {
  const result = await run([
    step('a', async (ctx) => {
      ctx.notMeasured('sync', { reason: 'no audio in the output' });
      return { seen: 1 };
    }),
    step('b', async (ctx) => ctx.outputOf('a', { parse: (output) => output === undefined })),
  ]);
  expect(briefly(result)).toEqual(['a failed', 'b passed']);
  expect(result.status).toBe('failed');
});

test('a step with a failed check and an unmeasured one blocks later steps', async () => {
  const result = await run([
    step('a', async (ctx) => {
      ctx.notMeasured('sync', { reason: 'no audio in the output' });
      ctx.check('frames', { actual: 1, expected: 2 });
      return undefined;
    }),
    step('b', ok),
  ]);
  expect(briefly(result)).toEqual(['a failed', 'b not-run: blocked by step 0']);
});

test('a step that times out reports its last poll', async () => {
  const running = run([
    step('waits', async (ctx) => {
      const probe = async () => ({ ready: false });
      await ctx.poll('path', probe, { until: ({ ready }) => ready, everyMs: 400, withinMs: 5000 });
      return undefined;
    }),
    step('after', ok),
  ]);
  await clock.advance(1000);
  const result = await running;
  expect(briefly(result)).toEqual(['waits timed-out', 'after not-run: blocked by step 0']);
  expect(result.steps[0]?.error).toMatchObject({
    code: 'STEP_TIMEOUT',
    fault: 'PRODUCT',
    message: 'step "waits" timed out after 1 s. Last poll: "path" (3 polls; last: {"ready":false}).',
  });
});

test('a step that returns after its deadline has timed out', async () => {
  const result = await run([
    step('late', async () => {
      clock.skip(1001);
      return { found: true };
    }),
  ]);
  expect(result.steps[0]).toMatchObject({ status: 'timed-out', durationMs: 1001 });
});

test('a step that ignores its signal is abandoned and can no longer record checks', async () => {
  let abandoned: StepContext | undefined;
  const running = run([
    step('stubborn', (ctx) => {
      abandoned = ctx;
      return new Promise(() => undefined);
    }),
  ]);
  await clock.advance(3000);
  const result = await running;
  expect(result.steps[0]).toMatchObject({
    status: 'timed-out',
    durationMs: 3000,
    error: { fault: 'INCONCLUSIVE' },
  });
  expect(await events()).toContainEqual(
    expect.objectContaining({
      type: 'log',
      message: 'abandoned: did not end within 2000 ms of being stopped',
    }),
  );
  expect(() => abandoned?.check('late', { actual: 1, expected: 1 })).toThrow('has ended');
});

test('retries a step within its timeout and keeps the checks of the last attempt', async () => {
  let count = 0;
  const flaky: Run = async (ctx) => {
    count += 1;
    ctx.check('count', { actual: count, expected: 2 });
    return undefined;
  };
  const running = run([step('flaky', flaky, { retry: { count: 3, delayMs: 100 } })]);
  await clock.advance(100);
  const result = await running;
  expect(result.steps[0]).toMatchObject({ status: 'passed', attempts: 2, durationMs: 100 });
  expect(result.steps[0]?.checks).toMatchObject([{ actual: 2, status: 'passed' }]);
  const starts = (await events()).filter(({ type }) => type === 'step:start');
  expect(starts).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
});

test('stops retrying at the count, at an error that `when` excludes, and at the timeout', async () => {
  const retried = (retry: NonNullable<Step<RunContext>['retry']>) =>
    step('x', fails, { retry, critical: false });
  const running = run([
    retried({ count: 2, delayMs: 100 }),
    retried({ count: 2, delayMs: 100, when: (error) => !String(error).includes('broken') }),
    retried({ count: 100, delayMs: 400 }),
  ]);
  await clock.advance(2000);
  const { steps } = await running;
  expect(steps.map(({ status, attempts }) => [status, attempts])).toEqual([
    ['failed', 3],
    ['failed', 1],
    ['timed-out', 3],
  ]);
});

test('a skipped step does not fail the run, unless one of its checks failed', async () => {
  const result = await run([
    step('a', ok),
    step('b', async (ctx) => ctx.skip('no GPU')),
    step('c', async (ctx) => {
      ctx.check('x', { actual: 1, expected: 2 });
      return ctx.skip('after all');
    }),
  ]);
  expect(briefly(result)).toEqual(['a passed', 'b skipped: no GPU', 'c failed']);
});

test('a run in which every step was skipped does not pass', async () => {
  const result = await run([step('a', async (ctx) => ctx.skip('nothing to do'))]);
  expect(result).toMatchObject({ status: 'failed', error: { code: 'NOTHING_PROVED' } });
});

test('failStep stops the current step', async () => {
  const died = new HarnessError('the STS service died', { code: 'SERVICE_DIED', fault: 'PRODUCT' });
  const running = run([
    step('waits', async (ctx, context) => {
      clock.after(300, () => context.failStep(died));
      return never(ctx, context);
    }),
  ]);
  await clock.advance(300);
  expect((await running).steps[0]).toMatchObject({
    status: 'failed',
    durationMs: 300,
    error: { code: 'SERVICE_DIED' },
  });
});

test('failStep between two steps fails the next one, and after the last step is only logged', async () => {
  let rig: RunContext | undefined;
  const result = await run(
    [
      step('a', async (_, context) => {
        rig = context;
        return undefined;
      }),
      step('b', ok, { always: true, critical: false }),
      step('c', async (_, context) => {
        context.defer('late', () => context.failStep(new Error('too late')));
        return undefined;
      }),
    ],
    {
      listeners: [
        (event) => {
          if (event.type === 'step:end' && event.result.id === 'a') rig?.failStep(new Error('in between'));
        },
      ],
    },
  );
  expect(result.steps.map(({ status, error }) => [status, error?.message])).toEqual([
    ['passed', undefined],
    ['failed', 'in between'],
    ['passed', undefined],
  ]);
  expect(await events()).toContainEqual(
    expect.objectContaining({ level: 'debug', message: 'the step cannot continue: Error: too late' }),
  );
});

test('an interruption ends the step, skips the others and runs all teardowns', async () => {
  const interruption = new AbortController();
  const ended: string[] = [];
  const running = run(
    [
      step('a', async (ctx, context) => {
        context.defer('server', () => void ended.push('server'));
        return never(ctx, context);
      }),
      step('b', ok, { always: true }),
    ],
    { signal: interruption.signal },
  );
  await clock.advance(10);
  interruption.abort('SIGINT');
  const result = await running;
  expect(briefly(result)).toEqual(['a interrupted', 'b not-run: the run was interrupted by SIGINT']);
  expect(result).toMatchObject({ status: 'interrupted', error: { code: 'RUN_INTERRUPTED' } });
  expect(ended).toEqual(['server']);
});

test('a crash of the harness fails the run with fault HARNESS', async () => {
  const interruption = new AbortController();
  const running = run([step('a', never), step('b', ok)], { signal: interruption.signal });
  await clock.advance(10);
  interruption.abort(new HarnessCrashError(new TypeError('a bug')));
  expect(await running).toMatchObject({
    status: 'failed',
    error: { code: 'HARNESS_CRASH', fault: 'HARNESS', cause: { message: 'a bug' } },
    steps: [{ status: 'failed', error: { code: 'HARNESS_CRASH' } }, { status: 'not-run' }],
  });
});

test('an ENVIRONMENT error up to the first live step gives the status not-started, later failed', async () => {
  const taken: Run = async () => {
    throw new HarnessError('port 1935 is taken', { code: 'PORT_TAKEN', fault: 'ENVIRONMENT' });
  };
  expect((await run([step('setup', taken), step('b', ok)])).status).toBe('not-started');
  await rm(join(folder, 'events.ndjson'));
  expect((await run([step('setup', ok), step('b', taken)])).status).toBe('failed');
  await rm(join(folder, 'events.ndjson'));
  expect((await run([step('setup', fails)])).status).toBe('failed');
  await rm(join(folder, 'events.ndjson'));
  const later = [step('clip', ok), { ...step('setup', taken), live: true }, step('c', ok)];
  expect((await run(later)).status).toBe('not-started');
  await rm(join(folder, 'events.ndjson'));
  const afterwards = [
    step('clip', ok),
    { ...step('setup', ok), live: true },
    { ...step('c', taken), live: true },
  ];
  expect((await run(afterwards)).status).toBe('failed');
});

/** A step that registers a probe for the root cause of its failure. */
function diagnosed(run: Run, probe: (context: RunContext) => ReturnType<FailureProbe>): Step<RunContext> {
  return step('a', async (ctx, context) => {
    context.onFailureDiagnose(() => probe(context));
    return await run(ctx, context);
  });
}

const silent = new RootCauseError('sts does not respond', { code: 'SILENT', fault: 'PRODUCT' });

test('a root cause becomes the error of the step, with its own error as the cause', async () => {
  const result = await run([diagnosed(fails, async () => silent)]);
  expect(result.steps[0]).toMatchObject({
    status: 'failed',
    error: { code: 'SILENT', message: 'sts does not respond', cause: { message: 'broken' } },
  });
});

const died = new RootCauseError('sts has died', { code: 'DIED', fault: 'PRODUCT' });

test('a root cause reported while the probes run takes precedence over a finding', async () => {
  const stopped: Run = async (ctx, context) => {
    context.failStep(new Error('cannot watch the output'));
    return await never(ctx, context);
  };
  for (const [body, message] of [
    [fails, 'broken'],
    [stopped, 'cannot watch the output'],
  ] as const) {
    await rm(join(folder, 'events.ndjson'), { force: true });
    const probe = async (context: RunContext): Promise<RootCauseError> => {
      context.failStep(died);
      return silent;
    };
    const result = await run([diagnosed(body, probe), step('b', ok, { always: true })]);
    expect(result.steps).toMatchObject([
      { error: { code: 'DIED', cause: { message } } },
      { status: 'passed' },
    ]);
  }
});

test('probes run after the first failed step, whatever its error, before anything is shut down', async () => {
  const unmeasured: Run = async (ctx) => {
    ctx.notMeasured('offset', { reason: 'no audio' });
    return undefined;
  };
  const stopped: Run = async (ctx, context) => {
    context.failStep(died);
    return await never(ctx, context);
  };
  const unavailable: Run = async () => {
    throw new HarnessError('no ffmpeg', { code: 'TOOL_MISSING', fault: 'ENVIRONMENT' });
  };
  for (const [body, code] of [
    [fails, 'SILENT'],
    [unmeasured, 'NOT_MEASURED'],
    [stopped, 'DIED'],
    [unavailable, 'TOOL_MISSING'],
  ] as const) {
    const probed: Run = async (ctx, context) => {
      context.defer('server', () => undefined);
      context.onFailureDiagnose(async () => {
        context.observe('probe', 'ports', {});
        return silent;
      });
      return await body(ctx, context);
    };
    const result = await run([step('a', probed), step('b', fails, { always: true })]);
    expect(result.steps[0]?.error?.code).toBe(code);
    const types = (await events()).map(({ type }) => type);
    expect(types.filter((type) => type === 'observation')).toHaveLength(1);
    expect(types.indexOf('observation')).toBeLessThan(types.indexOf('step:end'));
    expect(types.indexOf('step:end')).toBeLessThan(types.indexOf('teardown'));
    await rm(join(folder, 'events.ndjson'));
  }
});

test('probes do not run when nothing failed, nor after an interruption', async () => {
  let calls = 0;
  const probe = async (): Promise<undefined> => {
    calls += 1;
  };
  await run([diagnosed(ok, probe)]);
  await rm(join(folder, 'events.ndjson'));
  const interruption = new AbortController();
  const running = run([diagnosed(never, probe)], { signal: interruption.signal });
  await clock.advance(10);
  interruption.abort('SIGINT');
  expect((await running).status).toBe('interrupted');
  expect(calls).toBe(0);
});

test('a probe that throws or times out leaves the error unchanged', async () => {
  const broken = await run([
    diagnosed(fails, async () => {
      throw new Error('no connection');
    }),
  ]);
  expect(broken.steps[0]?.error).toMatchObject({ message: 'broken' });
  const logged = (await events()).flatMap((event) => (event.type === 'log' ? [event.message] : []));
  expect(logged).toEqual(['a probe for the root cause failed: Error: no connection']);

  await rm(join(folder, 'events.ndjson'));
  const running = run([diagnosed(fails, () => new Promise(() => undefined))]);
  await clock.advance(3000);
  expect((await running).steps[0]?.error).toMatchObject({ message: 'broken' });
});

test('logs what a stopped step throws, unless it is a consequence of the stop', async () => {
  const throwing = (thrown: (reason: unknown) => unknown): Run => {
    return async (ctx, context) => {
      context.failStep(new Error('sts has died'));
      throw thrown(ctx.signal.reason);
    };
  };
  const warningsOf = async (body: Run): Promise<string[]> => {
    await rm(join(folder, 'events.ndjson'), { force: true });
    await run([step('a', body)]);
    return (await events()).flatMap((event) =>
      event.type === 'log' && event.level === 'warn' ? [event.message] : [],
    );
  };
  expect(await warningsOf(throwing((reason) => reason))).toEqual([]);
  expect(await warningsOf(throwing((cause) => new Error('aborted', { cause })))).toEqual([]);
  expect(await warningsOf(throwing(() => new Error('a leak')))).toEqual([
    'threw after it was stopped: Error: a leak',
  ]);
});

test('runs no step when the rig cannot be created', async () => {
  const scenario: Scenario<never> = {
    id: 'test',
    title: 'A test',
    tags: [],
    params: {},
    steps: [step('a', ok)],
    createRig: () => {
      throw new Error('no such fixture');
    },
  };
  const result = await runScenario(scenario, { runId: 'r', folder, environment: 'none', clock });
  expect(briefly(result)).toEqual([
    'a not-run: could not create the rig of the scenario: Error: no such fixture',
  ]);
  expect(result).toMatchObject({ status: 'failed', error: { code: 'RIG', fault: 'HARNESS' } });
});

test('teardowns run in reverse order after the signal, and their errors do not hide the error of a step', async () => {
  const ended: string[] = [];
  const steps = (last: Run) => [
    step('a', async (_, context) => {
      context.defer('server', () => void ended.push(`server ${context.signal.aborted}`));
      context.defer('client', () => {
        throw new Error('stuck');
      });
      return undefined;
    }),
    step('b', last),
  ];
  const failed = await run(steps(fails));
  expect(ended).toEqual(['server true']);
  expect(failed).toMatchObject({ status: 'failed', steps: [{}, { error: { message: 'broken' } }] });
  expect(failed.error).toBeUndefined();

  await rm(join(folder, 'events.ndjson'));
  const passed = await run(steps(ok));
  expect(passed).toMatchObject({
    status: 'failed',
    error: { code: 'TEARDOWN_FAILED', message: 'teardown failed: "client". It may still be running' },
    steps: [{ status: 'passed' }, { status: 'passed' }],
  });
});

test('rejects an output that is not JSON with fault HARNESS', async () => {
  const result = await run([step('a', async () => 1n as never)]);
  expect(result.steps[0]?.error).toMatchObject({ code: 'STEP_OUTPUT', fault: 'HARNESS' });
});

test('outputOf names the steps that have an output', async () => {
  const result = await run([
    step('a', async () => 1),
    step('b', async (ctx) => ctx.outputOf('c', z.number())),
  ]);
  expect(result.steps[1]?.error?.message).toBe('step "c" has no output; steps with output: a');
});

test('attachments are in the run folder and listed in the log', async () => {
  await run([
    step('a', async (ctx) => {
      const path = await ctx.attach('../probe.json', '{}', 'application/json');
      ctx.attachFile('capture', 'capture/out.mp4', 'video/mp4');
      expect(() => ctx.attachFile('passwords', '/etc/passwd', 'text/plain')).toThrow('run folder');
      return path;
    }),
  ]);
  expect(await readFile(join(folder, 'attachments/probe.json'), 'utf8')).toBe('{}');
  const attached = (await events()).filter(({ type }) => type === 'attachment');
  expect(attached).toMatchObject([
    { during: 0, name: '../probe.json', path: 'attachments/probe.json' },
    { during: 0, name: 'capture', path: 'capture/out.mp4' },
  ]);
});

test('a listener that throws on every event does not affect the run', async () => {
  const broken = (): never => {
    throw new Error('broken reporter');
  };
  const result = await run([step('a', ok)], { listeners: [broken] });
  expect(result.status).toBe('passed');
});

test('result of a killed run: the current step is interrupted, the later ones are not run', async () => {
  await run([
    step('a', ok),
    step('b', async (ctx) => {
      ctx.check('x', { actual: 1, expected: 1 });
      clock.skip(70);
      ctx.log('info', 'nearly there');
      return undefined;
    }),
    step('c', ok),
  ]);
  const builder = new RunResultBuilder();
  for (const event of await events()) {
    builder.add(event);
    if (event.type === 'log') break;
  }
  const result = builder.result();
  const steps: Partial<StepResult>[] = [
    { status: 'passed' },
    {
      status: 'interrupted',
      durationMs: 70,
      checks: [{ id: 'x', title: 'x', status: 'passed', actual: 1, limit: 1 }],
    },
    { status: 'not-run' },
  ];
  expect(result).toMatchObject({
    status: 'interrupted',
    durationMs: 70,
    error: { code: 'RUN_KILLED' },
    steps,
  });
});

test('rejects an empty log', () => {
  expect(() => new RunResultBuilder().result()).toThrow('has no "run:start"');
});
