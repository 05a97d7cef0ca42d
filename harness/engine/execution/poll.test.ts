import { expect, test } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { type PollAttempt, PollEndedError, PollTimeoutError, poll } from './poll.ts';

function setup() {
  const clock = new ManualClock();
  const controller = new AbortController();
  const attempts: (PollAttempt & { atMs: number })[] = [];
  const dependencies = {
    clock,
    signal: controller.signal,
    onAttempt: (attempt: PollAttempt) => {
      attempts.push({ ...attempt, atMs: clock.nowMs() });
    },
  };
  return { clock, controller, attempts, dependencies };
}

/** The error of a promise. Handled from the start, so that it never counts as unhandled. */
function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a failure, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

test('polls until the value satisfies and records each attempt', async () => {
  const { clock, attempts, dependencies } = setup();
  let count = 0;
  const polling = poll(
    'count',
    async () => ++count,
    { until: (n) => n === 3, everyMs: 10, withinMs: 100 },
    dependencies,
  );
  await clock.advance(100);
  expect(await polling).toBe(3);
  expect(attempts).toEqual([
    { attempt: 1, done: false, value: 1, atMs: 0 },
    { attempt: 2, done: false, value: 2, atMs: 10 },
    { attempt: 3, done: true, value: 3, atMs: 20 },
  ]);
  expect(clock.pending).toBe(0);
});

test('slow probes do not shift the grid', async () => {
  const { clock, attempts, dependencies } = setup();
  const durations = [3, 14, 2, 10, 1];
  const probe = async (): Promise<number> => {
    const durationMs = durations.shift() ?? 0;
    await new Promise<void>((resolve) => clock.after(durationMs, resolve));
    return durations.length;
  };
  const polling = poll(
    'slow',
    probe,
    { until: (left) => left === 0, everyMs: 10, withinMs: 1000 },
    dependencies,
  );
  await clock.advance(1000);
  await polling;
  // Called at 0, 10, 30, 40, 50: the probe of 14 ms skips the point at 20, the one of 10 ms skips none.
  expect(attempts.map(({ atMs }) => atMs)).toEqual([3, 24, 32, 50, 51]);
});

test('reports what it waited for and the last value when it times out', async () => {
  const { clock, attempts, dependencies } = setup();
  const options = { until: () => false, everyMs: 40, withinMs: 100, expected: 'the path to be ready' };
  const failure = failureOf(poll('path', async () => ({ ready: false }), options, dependencies));
  await clock.advance(99);
  expect(attempts).toHaveLength(3);
  await clock.advance(1);
  const error = await failure;
  expect(error).toBeInstanceOf(PollTimeoutError);
  expect(error).toMatchObject({
    message: 'timed out after 100 ms waiting for the path to be ready (3 polls; last: {"ready":false})',
    code: 'POLL_TIMEOUT',
    fault: 'PRODUCT',
    attempts: 3,
    withinMs: 100,
    expected: 'the path to be ready',
    lastValue: { ready: false },
  });
});

test('calls a probe that throws again, and reports its last error as the cause', async () => {
  const { clock, attempts, dependencies } = setup();
  const refused = new Error('connect ECONNREFUSED');
  const probe = async (): Promise<number> => {
    throw refused;
  };
  const failure = failureOf(
    poll('up', probe, { until: () => true, everyMs: 50, withinMs: 100 }, dependencies),
  );
  await clock.advance(100);
  expect(attempts.map(({ error }) => error)).toEqual(Array(2).fill('Error: connect ECONNREFUSED'));
  const error = await failure;
  expect(error).toMatchObject({
    message:
      'timed out after 100 ms waiting for up (2 polls; no response; last error: Error: connect ECONNREFUSED)',
    // Without a response the fault is unknown.
    fault: 'INCONCLUSIVE',
    cause: refused,
  });
});

test('ignores a response after the deadline', async () => {
  const { clock, attempts, dependencies } = setup();
  const probe = async (): Promise<string> => {
    clock.skip(101);
    return 'ready';
  };
  const failure = failureOf(
    poll('late', probe, { until: () => true, everyMs: 10, withinMs: 100 }, dependencies),
  );
  await clock.advance(200);
  expect(await failure).toBeInstanceOf(PollTimeoutError);
  expect(attempts).toEqual([
    { attempt: 1, done: false, value: 'ready', error: 'responded after the deadline', atMs: 101 },
  ]);
});

test('aborts a probe that hangs at the deadline', async () => {
  const { clock, attempts, dependencies } = setup();
  let probeSignal: AbortSignal | undefined;
  const probe = (signal: AbortSignal): Promise<never> => {
    probeSignal = signal;
    return new Promise(() => undefined);
  };
  const failure = failureOf(
    poll('hangs', probe, { until: () => true, everyMs: 10, withinMs: 100 }, dependencies),
  );
  await clock.advance(100);
  expect(await failure).toBeInstanceOf(PollTimeoutError);
  expect(probeSignal?.aborted).toBe(true);
  expect(attempts).toMatchObject([{ attempt: 1, done: false, error: 'no response before the deadline' }]);
});

test.each([
  ['between attempts', async () => 1, 1],
  ['during an attempt, which is not recorded', () => new Promise<number>(() => undefined), 0],
])('rejects with the reason of its signal: %s', async (_, probe, recorded) => {
  const { clock, controller, attempts, dependencies } = setup();
  const options = { until: () => false, everyMs: 50, withinMs: 1000 };
  const failure = failureOf(poll('x', probe, options, dependencies));
  await clock.advance(20);
  const reason = new Error('interrupted');
  controller.abort(reason);
  expect(await failure).toBe(reason);
  expect(attempts).toHaveLength(recorded);
  expect(clock.pending).toBe(0);
});

test('rejects with an error of `until` at once', async () => {
  const { clock, dependencies } = setup();
  const until = (): boolean => {
    throw new TypeError('a bug');
  };
  const failure = failureOf(poll('x', async () => 1, { until, everyMs: 10, withinMs: 100 }, dependencies));
  await clock.advance(0);
  expect(await failure).toEqual(new TypeError('a bug'));
});

test('records the summary of a value', async () => {
  const { clock, attempts, dependencies } = setup();
  const options = { until: () => true, everyMs: 10, withinMs: 100, summarise: (text: string) => text.length };
  const polling = poll('large', async () => 'x'.repeat(1000), options, dependencies);
  await clock.advance(0);
  expect(await polling).toHaveLength(1000);
  expect(attempts).toMatchObject([{ value: 1000 }]);
});

test('records the error of a probe that throws, and calls it again', async () => {
  const { clock, attempts, dependencies } = setup();
  let count = 0;
  const probe = async (): Promise<number> => {
    count += 1;
    if (count === 1) throw new Error('not ready yet');
    return count;
  };
  const polling = poll('x', probe, { until: () => true, everyMs: 10, withinMs: 100 }, dependencies);
  await clock.advance(100);
  expect(await polling).toBe(2);
  expect(attempts).toEqual([
    { attempt: 1, done: false, error: 'Error: not ready yet', atMs: 0 },
    { attempt: 2, done: true, value: 2, atMs: 10 },
  ]);
});

test('ends at once when a value excludes the awaited one', async () => {
  const { clock, attempts, dependencies } = setup();
  let count = 0;
  const failure = failureOf(
    poll(
      'worker',
      async (): Promise<string> => (++count === 3 ? 'failed' : 'starting'),
      {
        until: (state) => state === 'running',
        unreachable: (state) => (state === 'failed' ? 'the worker has failed' : undefined),
        everyMs: 10,
        withinMs: 1000,
        expected: 'a running worker',
      },
      dependencies,
    ),
  );
  await clock.advance(1000);
  const error = await failure;
  expect(error).toBeInstanceOf(PollEndedError);
  expect(String(error)).toContain(
    'waited 0.0 s for a running worker, which cannot come any more: the worker has failed (3 polls; last: "failed")',
  );
  expect(attempts.at(-1)).toMatchObject({ attempt: 3, done: false, value: 'failed', atMs: 20 });
  expect(clock.pending).toBe(0);
});
