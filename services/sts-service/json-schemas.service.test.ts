import { describe, expect, test } from 'vitest';
import { STS_EVENTS } from '../contracts/sts-events.ts';
import { problemsOf } from '../contracts/testing/json-schemas.ts';
import { FaultClient } from './testing/fault-client.ts';
import { encode, speakWords } from './testing/speak-words.ts';
import { startTestSts } from './testing/start-test-sts.ts';
import { TestWorker } from './testing/test-worker.ts';

const NUMBERS = 'thirteen fourteen fifteen sixteen seventeen eighteen'.split(' ');

/** What is wrong with the events that a worker or an observer received, and the names of the events. */
function examine({ log }: TestWorker): { readonly problems: string[]; readonly names: ReadonlySet<string> } {
  const events = log.received.filter(({ event, args: [, meta] }) => {
    const { direction = 'sts-to-worker' } = (meta ?? {}) as { direction?: string };
    return direction === 'sts-to-worker' && event !== 'disconnect';
  });
  return {
    problems: events.flatMap(({ event, args: [payload] }) => problemsOf('sts', event, payload)),
    names: new Set(events.map(({ event }) => event)),
  };
}

describe('the events of the service match the JSON Schemas', () => {
  test('in echo mode: results, errors, backpressure, simulated and injected faults, and their copies', async () => {
    await using sts = await startTestSts({
      ...{ STS_BACKPRESSURE: 'on', STS_FAULT_API: 'on', STS_ECHO_DELAY_MS: '20' },
      STS_DISCONNECT_AFTER_COMPLETE_MS: '60000',
    });
    using observer = new TestWorker(`${sts.url}/monitor`);
    await new Promise<void>((resolve) => observer.socket.once('connect', resolve));
    using worker = new TestWorker(sts.url);
    worker.emit('stream:init', { stream_id: 'stream-1' });
    worker.send(0);
    worker.emit('stream:pause');
    worker.emit('simulate:disconnect', undefined);
    await worker.errors(4);

    await worker.open({ max_inflight: 4, timeout_ms: 1000 });
    const rules = [
      { trigger: 'sequence_number', value: 2, error_code: 'MY_OWN' },
      { trigger: 'fragment_id', value: 'fragment-3', error_code: 'TIMEOUT', stage: 'asr' },
    ];
    worker.emit('config:error_simulation', { enabled: true, rules });
    worker.emit('config:error_simulation', { rules: 'none' });
    const faults = new FaultClient(sts.url);
    await faults.set(
      { kind: 'error', code: 'MODEL_ERROR', when: { sequence: 4 } },
      ...(['silence', 'tone', 'noise', 'original'] as const).map(
        (audio, at) => ({ kind: 'replace_audio', with: audio, when: { sequence: 5 + at } }) as const,
      ),
      { kind: 'duplicate', when: { sequence: 0 } },
    );
    worker.send(0, { metadata: { pts_ns: 1, inner: [{ a: null }] } });
    worker.send(1, { metadata: null }, { format: null, duration_ms: '6000.0' });
    for (let sequence = 2; sequence < 9; sequence += 1) worker.send(sequence);
    // A number twice, an invalid field, a number too far ahead, another stream.
    worker.send(8);
    worker.send(9, {}, { channels: 3 });
    worker.send(12);
    worker.send(0, { stream_id: 'other' });
    await worker.results(11);
    worker.emit('stream:pause');
    worker.send(13);
    worker.emit('fragment:ack', { fragment_id: 'fragment-0', status: 'applied' });
    worker.emit('simulate:disconnect', { delay_ms: 600_000, reason: 'test' });
    worker.emit('stream:end', undefined);
    await worker.log.waitFor('stream:complete');
    await observer.log.waitFor('stream:complete');

    for (const client of [worker, observer]) {
      const { problems, names } = examine(client);
      expect(problems).toEqual([]);
      expect([...names].toSorted()).toEqual(Object.keys(STS_EVENTS).toSorted());
    }
  });

  test('in echo mode: a fragment that times out, and a full queue', async () => {
    await using sts = await startTestSts({ STS_ECHO_DELAY_MS: '60000' });
    using worker = new TestWorker(sts.url);
    await worker.open({ timeout_ms: 1000, max_inflight: 1 });
    for (let sequence = 0; sequence < 11; sequence += 1) worker.send(sequence);
    const results = await worker.results(10);
    expect(results[0]?.error?.code).toBe('TIMEOUT');
    expect((await worker.errors(1))[0]?.code).toBe('QUEUE_FULL');
    expect(examine(worker).problems).toEqual([]);
  });

  test('in real mode: speech, silence, unknown audio, an unsupported language', async () => {
    await using sts = await startTestSts({ STS_MODE: 'real' });
    using worker = new TestWorker(sts.url);
    await worker.open({ config: { domain_hints: ['numbers'] }, timeout_ms: 30_000 });
    const speech = await encode(await speakWords(NUMBERS), '-f', 'wav');
    const silence = await encode(new Int16Array(32_000), '-f', 'wav');
    const base64 = (bytes: Buffer) => ({ data_base64: bytes.toString('base64') });
    worker.send(0, { metadata: { own: 1 } }, base64(speech));
    worker.send(1, {}, { ...base64(silence), duration_ms: 2000 });
    worker.send(2, {}, base64(Buffer.from('hello, this is not audio')));
    const [dubbed, silent, unknown] = await worker.results(3, 60_000);
    worker.emit('stream:end');
    await worker.log.waitFor('stream:complete');
    await worker.open({ config: { target_language: 'fr' } });
    worker.send(0, {}, base64(speech));
    await worker.results(4);

    expect(examine(worker).problems).toEqual([]);
    const times = [dubbed?.processing_time_ms, ...Object.values(dubbed?.stage_timings ?? {})];
    expect(times.map(Number.isInteger)).toEqual([true, true, true, true]);
    expect(dubbed?.metadata).toMatchObject({
      ...{ own: 1, original_duration_ms: 6000, dubbed_duration_ms: 6000, duration_variance_percent: 0 },
      speed_ratio: expect.any(Number),
    });
    expect(silent?.metadata).toMatchObject({ original_duration_ms: 2000, speed_ratio: 1 });
    expect(unknown?.error?.code).toBe('INVALID_AUDIO_FORMAT');
  });
});
