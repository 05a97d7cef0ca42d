import { describe, expect, test } from 'vitest';
import {
  type ErrorSimulationAck,
  errorSimulationAckSchema,
  simulateDisconnectAckSchema,
} from '../../contracts/sts-fault-events.ts';
import { startTestSts } from '../testing/start-test-sts.ts';
import { TestWorker } from '../testing/test-worker.ts';

async function simulate(worker: TestWorker, simulation: unknown): Promise<ErrorSimulationAck> {
  const before = worker.log.all('config:error_simulation:ack').length;
  worker.emit('config:error_simulation', simulation);
  const acks = await worker.log.waitFor('config:error_simulation:ack', before + 1);
  return errorSimulationAckSchema.parse(acks.at(-1)?.args[0]);
}

const RULE = {
  trigger: 'sequence_number',
  value: 1,
  error_code: 'GPU_OOM',
  error_message: 'out of memory',
  retryable: true,
  stage: 'tts',
};

describe('config:error_simulation', () => {
  test('fails a matching fragment as configured, in its place, without processing it', async () => {
    await using sts = await startTestSts({ STS_ECHO_DELAY_MS: '50' });
    using worker = new TestWorker(sts.url);
    await worker.open();
    const ack = await simulate(worker, { enabled: true, rules: [RULE] });
    expect(ack).toEqual({ status: 'accepted', rules_count: 1, message: 'active rules: 1' });
    for (const sequence of [0, 1, 2]) worker.send(sequence);
    const results = await worker.results(3);
    expect(results.map(({ sequence_number, status }) => [sequence_number, status])).toEqual([
      [0, 'success'],
      [1, 'failed'],
      [2, 'success'],
    ]);
    const error = { code: 'GPU_OOM', message: 'out of memory', retryable: true, stage: 'tts' };
    expect(results[1]).toEqual({
      fragment_id: 'fragment-1',
      stream_id: 'stream-1',
      sequence_number: 1,
      status: 'failed',
      error,
      processing_time_ms: 0,
    });
    expect(worker.log.all('error')).toHaveLength(0);
  });

  test('counts arbitrary codes and stages as other', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    await simulate(worker, { enabled: true, rules: [{ ...RULE, error_code: 'MY_OWN', stage: 'my stage' }] });
    for (const sequence of [0, 1]) worker.send(sequence);
    expect((await worker.results(2))[1]?.error).toMatchObject({ code: 'MY_OWN', stage: 'my stage' });
    const text = await (await fetch(`${sts.url}/metrics`)).text();
    expect(text).toContain('sts_fragment_errors_total{stage="other",error_code="other"} 1\n');
  });

  test('ends with another configuration or another stream:init', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    const first = { ...RULE, value: 0 };
    await simulate(worker, { enabled: true, rules: [first] });
    await simulate(worker, { rules: [first] });
    worker.send(0);
    await worker.results(1);
    await simulate(worker, { enabled: true, rules: [first] });
    await worker.open();
    worker.send(0);
    const results = await worker.results(2);
    expect(results.map(({ status }) => status)).toEqual(['success', 'success']);
  });

  test.each([
    ['an unknown trigger', { rules: [{ ...RULE, trigger: 'fragment' }] }, 'rules.0.trigger'],
    ['a value of a wrong type', { rules: [RULE, { ...RULE, value: 1.5 }] }, 'rules.1.value'],
    ['no code', { rules: [{ ...RULE, error_code: null }] }, 'rules.0.error_code'],
    ['rules of a wrong type', { enabled: true, rules: 'all' }, 'rules'],
    ['no payload', undefined, 'the payload'],
  ])('rejects %s, names the field, and keeps the rules', async (_case, simulation, field) => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    await simulate(worker, { enabled: true, rules: [{ ...RULE, value: 0 }] });
    const { status, rules_count, message } = await simulate(worker, simulation);
    expect([status, rules_count]).toEqual(['rejected', 0]);
    expect(message).toContain(`config:error_simulation: ${field}:`);
    worker.send(0);
    expect((await worker.results(1))[0]?.status).toBe('failed');
    expect(worker.log.all('error')).toHaveLength(0);
  });

  test('fires on every nth fragment, with the defaults of the protocol', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    const rule = { trigger: 'nth_fragment', value: 2, error_code: 'ASR_FAILED' };
    await simulate(worker, { enabled: true, rules: [rule] });
    for (const sequence of [0, 1, 2, 3, 4, 5]) worker.send(sequence);
    const failed = (await worker.results(6)).filter(({ status }) => status === 'failed');
    const error = { code: 'ASR_FAILED', message: 'Simulated error', retryable: true };
    expect(failed.map((result) => [result.sequence_number, result.error])).toEqual([
      [1, error],
      [3, error],
      [5, error],
    ]);
  });

  test('does not affect other sessions', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    using other = new TestWorker(sts.url);
    await Promise.all([worker.open(), other.open()]);
    await simulate(worker, { enabled: true, rules: [{ ...RULE, value: 0 }] });
    other.send(0);
    expect((await other.results(1))[0]?.status).toBe('success');
  });
});

test.each([
  ['config:error_simulation', { enabled: true, rules: [] }],
  ['config:error_simulation', 'nonsense'],
  ['simulate:disconnect', { delay_ms: 0 }],
  ['simulate:disconnect', undefined],
  ['simulate:disconnect', { delay_ms: -1 }],
])('%s before stream:init is answered with STREAM_NOT_FOUND: %j', async (event, payload) => {
  await using sts = await startTestSts();
  using worker = new TestWorker(sts.url);
  worker.emit(event, payload);
  const [error] = await worker.errors(1);
  expect(error).toMatchObject({ code: 'STREAM_NOT_FOUND', severity: 'error', retryable: false });
  expect(error?.message).toBe(`${event} without a session. Send stream:init first.`);
  await worker.open();
  worker.send(0);
  await worker.results(1);
  expect(worker.log.names()).toEqual(['error', 'stream:ready', 'fragment:ack', 'fragment:processed']);
});

describe('simulate:disconnect', () => {
  test('acknowledges the time and disconnects then', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    const beforeMs = Date.now();
    worker.emit('simulate:disconnect', { delay_ms: 300, reason: 'test' });
    const [acknowledged] = await worker.log.waitFor('simulate:disconnect:ack');
    const [disconnected] = await worker.log.waitFor('disconnect');
    const ack = simulateDisconnectAckSchema.parse(acknowledged?.args[0]);
    expect(ack.disconnect_at_ms).toBeGreaterThanOrEqual(beforeMs + 300);
    expect(ack.disconnect_at_ms).toBeLessThanOrEqual(Date.now());
    expect(disconnected?.args).toEqual(['io server disconnect']);
    expect((disconnected?.atMs ?? 0) - (acknowledged?.atMs ?? 0)).toBeGreaterThan(250);
  });

  test('disconnects at once without a payload, after the acknowledgement', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.emit('simulate:disconnect', undefined);
    await worker.log.waitFor('disconnect');
    expect(worker.log.names()).toEqual(['stream:ready', 'simulate:disconnect:ack', 'disconnect']);
  });

  test('rejects a negative delay', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.emit('simulate:disconnect', { delay_ms: -1 });
    const [error] = await worker.errors(1);
    expect(error).toMatchObject({ code: 'INVALID_CONFIG' });
    expect(error?.message).toContain('simulate:disconnect: delay_ms:');
    expect(worker.socket.connected).toBe(true);
  });
});
