import { describe, expect, test } from 'vitest';
import { streamCompleteSchema } from '../../contracts/stream-session.ts';
import { OMITTABLE_FIELDS } from '../../contracts/sts-faults.ts';
import { FaultClient } from '../testing/fault-client.ts';
import { startTestSts } from '../testing/start-test-sts.ts';
import { TestWorker } from '../testing/test-worker.ts';

const ON = { STS_FAULT_API: 'on' };

/** Sequence numbers and outcomes of the results in order of arrival. */
function outcomes(worker: TestWorker): unknown[] {
  return worker.log.all('fragment:processed').map(({ args: [result] }) => {
    const { sequence_number, status } = result as { sequence_number: number; status: string };
    return status === 'success' ? sequence_number : [sequence_number, status];
  });
}

async function complete(worker: TestWorker): Promise<{ total_fragments: number }> {
  worker.emit('stream:end');
  const [event] = await worker.log.waitFor('stream:complete');
  return streamCompleteSchema.parse(event?.args[0]);
}

async function sendThrough(worker: TestWorker, count: number): Promise<void> {
  await worker.open({ max_inflight: 10 });
  for (let sequence = 0; sequence < count; sequence += 1) worker.send(sequence);
}

test('delays a result and keeps the order of later ones', async () => {
  await using sts = await startTestSts(ON);
  using worker = new TestWorker(sts.url);
  await new FaultClient(sts.url).set({ kind: 'delay', delay_ms: 400, when: { sequence: 1 } });
  await sendThrough(worker, 3);
  await complete(worker);
  const [first, second, third] = worker.log.all('fragment:processed').map(({ atMs }) => atMs);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(350);
  expect((third ?? 0) - (second ?? 0)).toBeLessThan(200);
  expect(outcomes(worker)).toEqual([0, 1, 2]);
});

test('delays a result beyond timeout_ms', async () => {
  await using sts = await startTestSts(ON);
  using worker = new TestWorker(sts.url);
  await new FaultClient(sts.url).set({ kind: 'delay', delay_ms: 1300 });
  await worker.open({ timeout_ms: 1000 });
  worker.send(0);
  await worker.results(1);
  expect(outcomes(worker)).toEqual([0]);
});

describe('selects results', () => {
  test('by nth over all sessions of the stream, up to count', async () => {
    await using sts = await startTestSts(ON);
    const faults = new FaultClient(sts.url);
    await faults.set(
      { kind: 'error', code: 'RATE_LIMIT', when: { nth: 4 } },
      { kind: 'error', code: 'ASR_FAILED', message: 'no speech', stage: 'asr', count: 1 },
    );
    using worker = new TestWorker(sts.url);
    await sendThrough(worker, 2);
    const [failed] = await worker.results(2);
    expect(failed).toMatchObject({
      status: 'failed',
      error: { code: 'ASR_FAILED', message: 'no speech', retryable: false, stage: 'asr' },
    });
    expect(failed).not.toHaveProperty('dubbed_audio');
    await sendThrough(worker, 2);
    const results = await worker.results(4);
    expect(outcomes(worker)).toEqual([[0, 'failed'], 1, 0, [1, 'failed']]);
    expect(results[3]?.error).toMatchObject({ code: 'RATE_LIMIT', retryable: true });
    expect((await faults.get()).faults.map(({ applied }) => applied)).toEqual([1, 1]);
  });

  test('by probability, reproducibly for a seed', async () => {
    await using sts = await startTestSts(ON);
    const failuresWith = async (seed: number): Promise<string> => {
      using worker = new TestWorker(sts.url);
      const when = { probability: 0.5, seed };
      await new FaultClient(sts.url).set({ kind: 'error', code: 'MODEL_ERROR', when });
      await sendThrough(worker, 20);
      await worker.results(20);
      return JSON.stringify(outcomes(worker));
    };
    const selected = await failuresWith(1);
    expect(await failuresWith(1)).toBe(selected);
    expect(await failuresWith(2)).not.toBe(selected);
    expect(selected.split('failed').length - 1).toBeGreaterThan(3);
    expect(selected.split('failed').length - 1).toBeLessThan(17);
  });

  test('of the given stream only', async () => {
    await using sts = await startTestSts(ON);
    using worker = new TestWorker(sts.url);
    await new FaultClient(sts.url, 'another').set({ kind: 'drop' });
    await sendThrough(worker, 1);
    await worker.results(1);
  });
});

test('drops a result, counts it as sent, and completes the stream', async () => {
  await using sts = await startTestSts(ON);
  using worker = new TestWorker(sts.url);
  await new FaultClient(sts.url).set({ kind: 'drop', when: { sequence: 1 } });
  await sendThrough(worker, 3);
  expect((await complete(worker)).total_fragments).toBe(3);
  expect(outcomes(worker)).toEqual([0, 2]);
});

test('omits each field and nothing else', async () => {
  await using sts = await startTestSts(ON);
  const faults = OMITTABLE_FIELDS.map(
    (field, nth) => ({ kind: 'omit', field, when: { nth: nth + 2 } }) as const,
  );
  await new FaultClient(sts.url).set(...faults);
  using worker = new TestWorker(sts.url);
  worker.expectsValidEvents = false;
  await worker.open();
  for (const sequence of [0, ...OMITTABLE_FIELDS.keys()].keys()) {
    worker.send(sequence);
    await worker.log.waitFor('fragment:processed', sequence + 1);
  }
  const paths = (value: object): string[] =>
    Object.entries(value).flatMap(([key, inner]) =>
      key === 'dubbed_audio' ? [key, ...paths(inner).map((name) => `${key}.${name}`)] : [key],
    );
  const [complete = [], ...reduced] = worker.log
    .all('fragment:processed')
    .map(({ args: [result] }) => paths(result as object));
  for (const [at, field] of OMITTABLE_FIELDS.entries()) {
    expect(reduced[at]).toEqual(complete.filter((path) => path !== field && !path.startsWith(`${field}.`)));
  }
});

test('sends a result several times', async () => {
  await using sts = await startTestSts(ON);
  using worker = new TestWorker(sts.url);
  await new FaultClient(sts.url).set({ kind: 'duplicate', copies: 2, when: { sequence: 0 } });
  await sendThrough(worker, 2);
  expect((await complete(worker)).total_fragments).toBe(2);
  expect(outcomes(worker)).toEqual([0, 0, 0, 1]);
});

test('sends a result after the next one, and the last one before stream:complete', async () => {
  await using sts = await startTestSts(ON);
  using worker = new TestWorker(sts.url);
  const swap = (sequence: number) => ({ kind: 'reorder', when: { sequence } }) as const;
  await new FaultClient(sts.url).set(swap(0), swap(3));
  await sendThrough(worker, 4);
  await complete(worker);
  expect(outcomes(worker)).toEqual([1, 0, 2, 3]);
  expect(worker.log.names().slice(-2)).toEqual(['fragment:processed', 'stream:complete']);
});

test('disconnects once instead of sending a result and leaves no fragment in flight', async () => {
  await using sts = await startTestSts(ON);
  await new FaultClient(sts.url).set({ kind: 'disconnect', when: { sequence: 1 } });
  using worker = new TestWorker(sts.url);
  await sendThrough(worker, 3);
  const [disconnected] = await worker.log.waitFor('disconnect');
  expect(disconnected?.args).toEqual(['io server disconnect']);
  expect(outcomes(worker)).toEqual([0]);
  using second = new TestWorker(sts.url);
  await sendThrough(second, 2);
  await second.results(2);
  const metrics = await (await fetch(`${sts.url}/metrics`)).text();
  expect(metrics).toContain('sts_sessions_active 1\n');
  expect(metrics).toContain('sts_fragments_in_flight 0\n');
});

describe('after removal', () => {
  test.each([
    ['a stall', { kind: 'stall', when: { sequence: 1 } }, [0]],
    ['a long delay', { kind: 'delay', delay_ms: 600_000, when: { sequence: 1 } }, [0]],
    ['a reorder', { kind: 'reorder', when: { sequence: 2 } }, [0, 1]],
  ] as const)('%s releases held results at once and in order', async (_case, fault, before) => {
    await using sts = await startTestSts(ON);
    const faults = new FaultClient(sts.url);
    await faults.set(fault);
    using worker = new TestWorker(sts.url);
    await sendThrough(worker, 3);
    await worker.results(before.length);
    // The answer to a later event shows that the missing results are held back.
    worker.send(3, { stream_id: 'other' });
    await worker.errors(1);
    expect(outcomes(worker)).toEqual(before);
    await faults.remove();
    await worker.results(3);
    expect(outcomes(worker)).toEqual([0, 1, 2]);
    expect((await complete(worker)).total_fragments).toBe(3);
  });

  test('replacing faults releases held results', async () => {
    await using sts = await startTestSts(ON);
    const faults = new FaultClient(sts.url);
    await faults.set({ kind: 'stall' });
    using worker = new TestWorker(sts.url);
    await sendThrough(worker, 2);
    await worker.acks(2);
    await faults.set({ kind: 'error', code: 'MODEL_ERROR', when: { nth: 1 } });
    await worker.results(2);
    expect(outcomes(worker)).toEqual([0, [1, 'failed']]);
  });
});

test('counts held results against the limit of the session', async () => {
  await using sts = await startTestSts(ON);
  await new FaultClient(sts.url).set({ kind: 'stall' });
  using worker = new TestWorker(sts.url);
  await worker.open({ max_inflight: 1 });
  for (let sequence = 0; sequence <= 10; sequence += 1) {
    // One at a time, so that each has left the sequencer before the next is sent.
    await worker.acks(sequence);
    worker.send(sequence);
  }
  expect((await worker.errors(1))[0]).toMatchObject({ code: 'QUEUE_FULL', fragment_id: 'fragment-10' });
});

test('ends a session with held results when the service stops', async () => {
  const sts = await startTestSts(ON);
  await new FaultClient(sts.url).set({ kind: 'stall' });
  using worker = new TestWorker(sts.url);
  await sendThrough(worker, 2);
  await worker.acks(2);
  await sts.stop();
  await worker.log.waitFor('disconnect');
  expect(outcomes(worker)).toEqual([]);
});
