import { describe, expect, test } from 'vitest';
import { MAX_AUDIO_BASE64_LENGTH } from '../../contracts/fragment.ts';
import { streamCompleteSchema } from '../../contracts/stream-session.ts';
import { backpressureSchema } from '../../contracts/sts-notice.ts';
import { RawClient } from '../testing/raw-client.ts';
import { startTestSts } from '../testing/start-test-sts.ts';
import { TestWorker } from '../testing/test-worker.ts';

describe('stream:init', () => {
  test('is answered with the requested settings', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    expect(await worker.open({ max_inflight: '5', config: {} })).toEqual({
      stream_id: 'stream-1',
      session_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      max_inflight: 5,
      capabilities: { batch_processing: false, async_delivery: true },
    });
  });

  test.each([
    ['a fraction', { config: { sample_rate_hz: 6000.5 } }, 'config.sample_rate_hz'],
    ['no config', { config: null }, 'config'],
    ['too many fragments in flight', { max_inflight: 11 }, 'max_inflight'],
    ['a short time limit', { timeout_ms: 999 }, 'timeout_ms'],
  ])('is rejected with %s, and the error names the field', async (_case, init, field) => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    worker.emit('stream:init', { stream_id: 's', worker_id: 'w', config: {}, ...init });
    const [error] = await worker.errors(1);
    expect(error).toMatchObject({ code: 'INVALID_CONFIG', stream_id: 's', retryable: false });
    expect(error?.message).toContain(`stream:init: ${field}:`);
  });

  test('leaves the current session open when rejected', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.emit('stream:init', { stream_id: 'stream-2', worker_id: 'w' });
    expect((await worker.errors(1))[0]).toMatchObject({ code: 'INVALID_CONFIG', stream_id: 'stream-2' });
    worker.send(0);
    await worker.results(1);
  });

  test('replaces the current session, cancels its processing and restarts the sequence', async () => {
    await using sts = await startTestSts({ STS_ECHO_DELAY_MS: '100' });
    using worker = new TestWorker(sts.url);
    const first = await worker.open();
    worker.send(0);
    const second = await worker.open({ stream_id: 'stream-2' });
    worker.send(0, { stream_id: 'stream-2', fragment_id: 'again' });
    worker.emit('stream:end', undefined);
    await worker.log.waitFor('stream:complete');
    expect(second.session_id).not.toBe(first.session_id);
    const results = await worker.results(1);
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({ fragment_id: 'again', stream_id: 'stream-2', sequence_number: 0 });
    const metrics = await (await fetch(`${sts.url}/metrics`)).text();
    expect(metrics).toContain('sts_sessions_active 1\n');
    expect(metrics).toContain('sts_fragments_in_flight 0\n');
  });
});

describe('fragment:data', () => {
  test('is acknowledged once and echoed byte for byte', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    const audio = { format: 'aac', sample_rate_hz: '44100', channels: 2.0, duration_ms: 1234 };
    worker.send(0, { metadata: null }, { ...audio, data_base64: 'AAECAw==' });
    const [result] = await worker.results(1);
    expect(result).toEqual({
      fragment_id: 'fragment-0',
      stream_id: 'stream-1',
      sequence_number: 0,
      status: 'success',
      dubbed_audio: { ...audio, sample_rate_hz: 44_100, data_base64: 'AAECAw==' },
      transcript: '[ECHO] Original audio (seq=0)',
      translated_text: '[ECHO] Audio original (seq=0)',
      processing_time_ms: expect.any(Number),
      metadata: {
        ...{ asr_model: 'echo-mock', translation_model: 'echo-mock', tts_model: 'echo-mock' },
        ...{ original_duration_ms: 1234, dubbed_duration_ms: 1234 },
        ...{ duration_variance_percent: 0, speed_ratio: 1 },
      },
    });
    expect(worker.log.names()).toEqual(['stream:ready', 'fragment:ack', 'fragment:processed']);
    expect((await worker.acks(1))[0]).toMatchObject({ fragment_id: 'fragment-0', status: 'queued' });
  });

  test('is answered in sequence order, whatever the order of arrival', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open({ max_inflight: 5 });
    for (const sequence of [2, 4, 1, 3, 0]) worker.send(sequence);
    const results = await worker.results(5);
    expect(results.map(({ sequence_number }) => sequence_number)).toEqual([0, 1, 2, 3, 4]);
    expect((await worker.acks(5)).map((ack) => ack.queue_position)).toEqual([0, 1, 2, 3, 4]);
  });

  test('skips a missing number after timeout_ms, with an error', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open({ timeout_ms: 1000 });
    worker.send(0);
    await worker.results(1);
    worker.send(2);
    const [acknowledged] = (await worker.log.waitFor('fragment:ack', 2)).slice(1);
    await worker.results(2);
    const [gap] = worker.log.all('error');
    expect((gap?.atMs ?? 0) - (acknowledged?.atMs ?? 0)).toBeGreaterThan(950);
    expect((await worker.errors(1))[0]).toMatchObject({
      code: 'INVALID_SEQUENCE',
      severity: 'warning',
      metadata: { sequence_number: 1 },
    });
    expect(worker.log.names().slice(-2)).toEqual(['error', 'fragment:processed']);

    worker.send(1);
    expect((await worker.errors(2))[1]).toMatchObject({
      code: 'INVALID_SEQUENCE',
      fragment_id: 'fragment-1',
    });
  });

  test('rejects duplicates and answers the first fragment once', async () => {
    await using sts = await startTestSts({ STS_ECHO_DELAY_MS: '100' });
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.send(0);
    worker.send(0);
    await worker.results(1);
    worker.send(0);
    const errors = await worker.errors(2);
    expect(errors.map(({ code, fragment_id }) => [code, fragment_id])).toEqual([
      ['INVALID_SEQUENCE', undefined],
      ['INVALID_SEQUENCE', 'fragment-0'],
    ]);
    expect(worker.log.all('fragment:processed')).toHaveLength(1);
    expect(worker.log.all('fragment:ack')).toHaveLength(1);
  });

  test('accepts audio of the maximum length and rejects one character more', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.send(0, {}, { data_base64: 'A'.repeat(MAX_AUDIO_BASE64_LENGTH + 1) });
    worker.send(1, {}, { data_base64: 'A'.repeat(MAX_AUDIO_BASE64_LENGTH) });
    const [result] = await worker.results(1);
    expect(result?.sequence_number).toBe(1);
    expect(result?.dubbed_audio?.data_base64).toHaveLength(MAX_AUDIO_BASE64_LENGTH);
    expect((await worker.errors(1))[0]).toMatchObject({
      code: 'FRAGMENT_TOO_LARGE',
      fragment_id: 'fragment-0',
      retryable: false,
    });
  });

  test('rejects an invalid fragment by field, without waiting for its number', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open({ timeout_ms: 30_000 });
    worker.send(1);
    await worker.acks(1);
    worker.send(0, {}, { channels: 3 });
    await worker.results(1);
    const [error] = await worker.errors(1);
    expect(error).toMatchObject({ code: 'INVALID_CONFIG', fragment_id: 'fragment-0', stream_id: 'stream-1' });
    expect(error?.message).toContain('audio.channels');
    expect(worker.log.all('error')).toHaveLength(1);
  });

  test('rejects an invalid fragment of another stream without using a number of this one', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.send(0, { stream_id: 'other' }, { channels: 3 });
    worker.send(0);
    await worker.results(1);
    expect((await worker.errors(1))[0]).toMatchObject({ code: 'INVALID_CONFIG', stream_id: 'other' });
  });

  test('is rejected without a session and for another stream', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    worker.send(0);
    await worker.errors(1);
    await worker.open();
    worker.send(0, { stream_id: 'other' });
    const errors = await worker.errors(2);
    expect(errors.map(({ code, stream_id }) => [code, stream_id])).toEqual([
      ['STREAM_NOT_FOUND', 'stream-1'],
      ['STREAM_NOT_FOUND', 'other'],
    ]);
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('Send stream:init first'),
      expect.stringContaining('"stream-1", not "other"'),
    ]);
  });

  test.each([
    [1, 10],
    [6, 12],
  ])('with max_inflight %d, rejects the one after %d unanswered and accepts a retry', async (max, limit) => {
    await using sts = await startTestSts({ STS_ECHO_DELAY_MS: '600' });
    using worker = new TestWorker(sts.url);
    await worker.open({ max_inflight: max });
    for (let sequence = 0; sequence <= limit; sequence += 1) worker.send(sequence);
    expect((await worker.errors(1))[0]).toMatchObject({
      code: 'QUEUE_FULL',
      fragment_id: `fragment-${limit}`,
      retryable: true,
    });
    await worker.results(limit);
    expect(worker.log.all('fragment:ack')).toHaveLength(limit);
    worker.send(limit);
    await worker.results(limit + 1);
  });

  test.each([
    ['an invalid field', {}, { channels: 3 }, 'INVALID_CONFIG'],
    ['no timestamp', { timestamp: null }, {}, 'INVALID_CONFIG'],
    ['too much audio', {}, { data_base64: 'A'.repeat(MAX_AUDIO_BASE64_LENGTH + 1) }, 'FRAGMENT_TOO_LARGE'],
  ])('accepts a corrected fragment after one with %s', async (_case, fields, audio, code) => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open({ timeout_ms: 30_000 });
    worker.send(0, fields, audio);
    expect((await worker.errors(1))[0]).toMatchObject({ code, fragment_id: 'fragment-0' });
    worker.send(0);
    worker.send(1);
    expect((await worker.results(2)).map(({ sequence_number }) => sequence_number)).toEqual([0, 1]);
    expect(worker.log.all('error')).toHaveLength(1);
  });

  test('accepts a corrected fragment while a later one is being processed, and sends it first', async () => {
    await using sts = await startTestSts({ STS_ECHO_DELAY_MS: '300' });
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.send(0, {}, { channels: 3 });
    worker.send(1);
    worker.send(0);
    expect((await worker.results(2)).map(({ sequence_number }) => sequence_number)).toEqual([0, 1]);
  });

  test('rejects a corrected fragment once a later result has gone out', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open({ timeout_ms: 30_000 });
    worker.send(0, {}, { channels: 3 });
    worker.send(1);
    await worker.results(1);
    worker.send(0);
    const [, late] = await worker.errors(2);
    expect(late).toMatchObject({ code: 'INVALID_SEQUENCE', fragment_id: 'fragment-0' });
  });

  test('names a second fragment with the number of a pending one', async () => {
    await using sts = await startTestSts({ STS_ECHO_DELAY_MS: '100' });
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.send(0);
    worker.send(0, { fragment_id: 'other' });
    expect((await worker.errors(1))[0]).toMatchObject({ code: 'INVALID_SEQUENCE', fragment_id: 'other' });
    expect((await worker.results(1))[0]?.fragment_id).toBe('fragment-0');
  });

  test('takes audio without a format for m4a', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.send(0, {}, { format: undefined });
    worker.send(1, {}, { format: null });
    const formats = (await worker.results(2)).map(({ dubbed_audio: audio }) => audio?.format);
    expect(formats).toEqual(['m4a', 'm4a']);
  });

  test.each([0, 6000.25, 1_764_590_000_000, '1764590000000', -1])(
    'accepts the timestamp %j',
    async (timestamp) => {
      await using sts = await startTestSts();
      using worker = new TestWorker(sts.url);
      await worker.open();
      worker.send(0, { timestamp });
      await worker.results(1);
    },
  );

  test.each([1000, 1600])('times out 250 ms before timeout_ms %d and names the stage', async (timeoutMs) => {
    await using sts = await startTestSts({ STS_ECHO_DELAY_MS: '60000' });
    using worker = new TestWorker(sts.url);
    await worker.open({ timeout_ms: timeoutMs });
    worker.send(0);
    const [result] = await worker.results(1);
    expect(result).toMatchObject({
      status: 'failed',
      error: { code: 'TIMEOUT', retryable: true, stage: 'echo' },
    });
    expect(result?.error?.message).toContain(`No result within ${timeoutMs - 250} ms: stage "echo"`);
    expect(result?.processing_time_ms).toBeGreaterThanOrEqual(timeoutMs - 251);
    expect(worker.log.all('error')).toHaveLength(0);
  });
});

describe('the end of a stream', () => {
  test('rejects fragments while paused and accepts them after resume', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.emit('stream:pause');
    worker.send(0);
    const [error] = await worker.errors(1);
    expect(error).toMatchObject({ code: 'STREAM_NOT_FOUND', message: expect.stringContaining('paused') });
    worker.emit('stream:resume');
    worker.send(0);
    await worker.results(1);
  });

  test('answers fragments in flight, completes, and disconnects', async () => {
    await using sts = await startTestSts({
      STS_ECHO_DELAY_MS: '200',
      STS_DISCONNECT_AFTER_COMPLETE_MS: '150',
    });
    using worker = new TestWorker(sts.url);
    await worker.open();
    worker.send(0);
    worker.send(2);
    worker.emit('stream:end', undefined);
    worker.send(3);
    const [disconnected] = await worker.log.waitFor('disconnect');
    const [complete] = worker.log.all('stream:complete');
    const [firstResult] = worker.log.all('fragment:processed');
    // The missing number 1 is skipped at once: no fragment can follow stream:end.
    expect((complete?.atMs ?? Number.NaN) - (firstResult?.atMs ?? 0)).toBeLessThan(1000);
    expect(worker.log.names()).toEqual([
      'stream:ready',
      'fragment:ack',
      'fragment:ack',
      'error',
      'fragment:processed',
      'error',
      'fragment:processed',
      'stream:complete',
      'disconnect',
    ]);
    expect((await worker.errors(2)).map(({ code }) => code)).toEqual([
      'STREAM_NOT_FOUND',
      'INVALID_SEQUENCE',
    ]);
    expect(disconnected?.args).toEqual(['io server disconnect']);
    expect((disconnected?.atMs ?? 0) - (complete?.atMs ?? 0)).toBeGreaterThan(120);
    expect(streamCompleteSchema.parse(complete?.args[0])).toMatchObject({
      stream_id: 'stream-1',
      total_fragments: 2,
      total_duration_ms: 12_000,
      statistics: { total_fragments: 2, success_count: 2, partial_count: 0, failed_count: 0 },
    });
  });

  test('answers an emit with a callback with an empty ack, also for an unknown event', async () => {
    await using sts = await startTestSts();
    using worker = new TestWorker(sts.url);
    await worker.open();
    const answers: unknown[][] = [];
    for (const event of ['stream:pause', 'no:such:event']) {
      await new Promise<void>((resolve) => {
        worker.socket.emit(event, { stream_id: 'stream-1' }, (...args: unknown[]) => {
          answers.push(args);
          resolve();
        });
      });
    }
    expect(answers).toEqual([[], []]);
    expect(worker.log.all('error')).toHaveLength(0);
  });
});

test.each([
  null,
  'applied',
  [],
  {},
  { fragment_id: 7, status: 'applied' },
  { fragment_id: 'fragment-0' },
  { fragment_id: 'fragment-0', status: 'applied', timestamp: 'now' },
])('does not answer the malformed fragment:ack %j, with or without a session', async (ack) => {
  await using sts = await startTestSts();
  using worker = new TestWorker(sts.url);
  worker.emit('fragment:ack', ack);
  await worker.open();
  worker.emit('fragment:ack', ack);
  worker.send(0);
  await worker.results(1);
  expect(worker.log.names()).toEqual(['stream:ready', 'fragment:ack', 'fragment:processed']);
});

test('limits unanswered fragments over all sessions and releases those of a disconnected worker', async () => {
  await using sts = await startTestSts({ STS_MAX_QUEUED: '2', STS_ECHO_DELAY_MS: '60000' });
  using worker = new TestWorker(sts.url);
  using other = new TestWorker(sts.url);
  await Promise.all([worker.open(), other.open()]);
  for (const sequence of [0, 1]) worker.send(sequence);
  await worker.acks(2);
  other.send(0);
  const [error] = await other.errors(1);
  expect(error).toMatchObject({ code: 'QUEUE_FULL', fragment_id: 'fragment-0', retryable: true });
  expect(error?.message).toContain('2 fragments of all streams');
  await worker.open();
  worker.socket.disconnect();
  await expect
    .poll(async () => await (await fetch(`${sts.url}/metrics`)).text())
    .toContain('sts_sessions_active 1\n');
  for (const sequence of [0, 1]) other.send(sequence);
  await other.acks(2);
});

test.each(['applied', 'received'])(
  'reports backpressure for fragments in flight until they are acknowledged as %s',
  async (status) => {
    await using sts = await startTestSts({ STS_BACKPRESSURE: 'on', STS_ECHO_DELAY_MS: '100' });
    using worker = new TestWorker(sts.url);
    await worker.open({ max_inflight: 4 });
    for (const sequence of [0, 1, 2, 3]) worker.send(sequence);
    await worker.results(4);
    for (const sequence of [0, 1, 2, 3]) {
      worker.emit('fragment:ack', { fragment_id: `fragment-${sequence}`, status, timestamp: 0 });
    }
    const notices = (await worker.log.waitFor('backpressure', 5)).map(({ args }) =>
      backpressureSchema.parse(args[0]),
    );
    expect(
      notices.map(({ severity, action, recommended_delay_ms: delayMs }) => [severity, action, delayMs]),
    ).toEqual([
      ['low', 'none', undefined],
      ['medium', 'slow_down', 500],
      ['high', 'pause', 1000],
      ['medium', 'slow_down', 500],
      ['low', 'none', undefined],
    ]);
    expect(notices.map(({ current_inflight }) => current_inflight)).toEqual([2, 3, 4, 3, 2]);
  },
);

test('sends the all-clear without acknowledgements after the hold time', async () => {
  await using sts = await startTestSts({ STS_BACKPRESSURE: 'on' });
  using worker = new TestWorker(sts.url);
  await worker.open({ max_inflight: 1, timeout_ms: 1000 });
  worker.send(0);
  const [pause, allClear] = (await worker.log.waitFor('backpressure', 2)).map(({ args }) =>
    backpressureSchema.parse(args[0]),
  );
  expect(pause).toMatchObject({ severity: 'high', action: 'pause', current_inflight: 1 });
  expect(allClear).toMatchObject({ severity: 'low', action: 'none', current_inflight: 0 });
});

test('omits optional fields instead of sending null', async () => {
  await using sts = await startTestSts({ STS_BACKPRESSURE: 'on' });
  using worker = await RawClient.connect(sts.url);
  const send = (event: string, payload: object): void =>
    worker.sendPacket(`2${JSON.stringify([event, payload])}`);
  const audio = {
    format: 'm4a',
    sample_rate_hz: 48_000,
    channels: 1,
    duration_ms: 6000,
    data_base64: 'AAAA',
  };
  const fragment = {
    fragment_id: 'f',
    stream_id: 's',
    sequence_number: 0,
    timestamp: 0,
    audio,
    metadata: null,
  };
  const rule = { trigger: 'sequence_number', value: 1, error_code: 'X', error_message: null, stage: null };
  send('fragment:data', fragment);
  send('stream:init', { stream_id: 's', worker_id: 'w', config: { domain_hints: null }, max_inflight: null });
  send('config:error_simulation', { enabled: true, rules: [rule] });
  send('fragment:data', fragment);
  send('fragment:data', { ...fragment, fragment_id: 'g', sequence_number: 1 });
  send('stream:end', { stream_id: null, reason: null });
  await worker.waitFor('stream:complete');
  const events = worker.received.filter((frame) => frame.startsWith('42'));
  expect(new Set(events.map((frame) => frame.split('"')[1]))).toEqual(
    new Set([
      'error',
      'stream:ready',
      'config:error_simulation:ack',
      'fragment:ack',
      'fragment:processed',
      'backpressure',
      'stream:complete',
    ]),
  );
  expect(events.filter((frame) => frame.includes('null'))).toEqual([]);
});
