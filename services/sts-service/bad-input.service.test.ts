import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stsErrorSchema } from '../contracts/sts-notice.ts';
import { RawClient } from './testing/raw-client.ts';
import { startTestSts } from './testing/start-test-sts.ts';
import { TestWorker } from './testing/test-worker.ts';

/** For the same inputs in each run. */
const SEED = 20_261_122;

const AUDIO = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64: 'AAAA' };
const VALID: Readonly<Record<string, object>> = {
  'stream:init': { stream_id: 'bad', worker_id: 'w', config: {} },
  'fragment:data': { fragment_id: 'f', stream_id: 'bad', sequence_number: 0, timestamp: 0, audio: AUDIO },
  'fragment:ack': { fragment_id: 'f', status: 'applied' },
  'stream:pause': { stream_id: 'bad' },
  'stream:resume': { stream_id: 'bad' },
  'stream:end': { stream_id: 'bad' },
  'simulate:disconnect': { delay_ms: 3_600_000 },
};

/** Values that are invalid for every field of the protocol. */
const invalidValue = fc.oneof(
  fc.constantFrom<unknown>([], [[]], { rawJSON: '1' }, true, false, -1.5, 1e308, ''),
  fc.array(fc.integer(), { minLength: 1, maxLength: 5 }),
  fc.dictionary(fc.string(), fc.integer(), { minKeys: 1, maxKeys: 3 }),
);

/** The validated fields of each event. */
const FIELDS = [
  ['stream:init', 'stream_id'],
  ['stream:init', 'worker_id'],
  ['stream:init', 'max_inflight'],
  ['stream:init', 'timeout_ms'],
  ['stream:init', 'config.chunk_duration_ms'],
  ['stream:init', 'config.sample_rate_hz'],
  ['stream:init', 'config.channels'],
  ['stream:init', 'config.source_language'],
  ['stream:init', 'config.format'],
  ['fragment:data', 'fragment_id'],
  ['fragment:data', 'stream_id'],
  ['fragment:data', 'sequence_number'],
  ['fragment:data', 'audio.format'],
  ['fragment:data', 'audio.sample_rate_hz'],
  ['fragment:data', 'audio.channels'],
  ['fragment:data', 'audio.duration_ms'],
  ['stream:pause', 'stream_id'],
  ['stream:resume', 'stream_id'],
  ['stream:end', 'stream_id'],
  ['simulate:disconnect', 'delay_ms'],
] as const;

const oneInvalidField = fc
  .tuple(fc.constantFrom(...FIELDS), invalidValue)
  .map(([[event, field], value]) => ({ event, field, payload: withField(VALID[event] ?? {}, field, value) }));

/** Without `simulate:disconnect`: valid requests would end the connection. */
const EVENTS = Object.keys(VALID).filter((event) => event !== 'simulate:disconnect');

const anything = fc.record({
  event: fc.oneof(fc.constantFrom(...EVENTS, 'config:error_simulation'), fc.string()),
  payload: fc.oneof(fc.jsonValue(), fc.anything({ withNullPrototype: false, maxDepth: 3 }).map(jsonOf)),
});

/** Packets that a Socket.IO client never sends. */
const brokenPacket = fc.oneof(
  fc.constantFrom(
    '2',
    '2[',
    '2[]',
    '2[1]',
    '2["stream:init"',
    '9',
    '51-["stream:init"]',
    '2["connect",{}]',
    '',
  ),
  fc.string().map((text) => `2${text}`),
  fc.string(),
);

function withField(payload: object, field: string, value: unknown): object {
  const [name = field, inner] = field.split('.');
  const outer = payload as Record<string, object>;
  return { ...payload, [name]: inner === undefined ? value : { ...outer[name], [inner]: value } };
}

function jsonOf(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null');
  } catch {
    // Not JSON, such as a bigint.
    return null;
  }
}

/** Streams during the invalid input and returns the number of fragments sent. */
async function streamMeanwhile(worker: TestWorker, badInput: Promise<unknown>): Promise<number> {
  let hasEnded = false;
  void Promise.allSettled([badInput]).then(() => {
    hasEnded = true;
  });
  await worker.open();
  let sent = 0;
  for (; !hasEnded || sent < 10; sent += 1) {
    worker.send(sent);
    await worker.results(sent + 1);
  }
  await badInput;
  return sent;
}

async function emitAll(
  worker: TestWorker,
  inputs: readonly { readonly event: string; readonly payload: unknown }[],
): Promise<void> {
  for (const { event, payload } of inputs) {
    if (!RESERVED.has(event)) worker.socket.emit(event, payload);
  }
  // Events are processed in order: this answer follows all others.
  await worker.socket.timeout(5000).emitWithAck('last');
}

/** Names that the Socket.IO client refuses to send. */
const RESERVED = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);

test('survives 3500 invalid inputs, names the fields, and serves a live stream undisturbed', async () => {
  await using sts = await startTestSts();
  using live = new TestWorker(sts.url);
  using observer = new TestWorker(`${sts.url}/monitor`);
  using worker = new TestWorker(sts.url);

  const badInput = async (): Promise<void> => {
    const invalid = fc.sample(oneInvalidField, { numRuns: 2000, seed: SEED });
    await worker.open({ stream_id: 'bad', max_inflight: 10 });
    await emitAll(worker, invalid);
    const errors = (await worker.errors(invalid.length)).map(({ code, message }) => [code, message]);
    const expected = invalid.map(({ event, field }) => [
      'INVALID_CONFIG',
      expect.stringContaining(`${event}: ${field}`),
    ]);
    expect(errors).toEqual(expected);

    using other = new TestWorker(sts.url);
    await emitAll(other, fc.sample(anything, { numRuns: 1000, seed: SEED }));
    for (const { args } of other.log.all('error')) stsErrorSchema.parse(args[0]);

    const packets = fc.sample(brokenPacket, { numRuns: 500, seed: SEED });
    await Promise.all(
      packets.slice(0, 100).map(async (_, lane) => {
        using raw = await RawClient.connect(sts.url);
        for (const packet of packets.slice(lane * 5, lane * 5 + 5)) raw.sendPacket(packet);
      }),
    );
    using deep = await RawClient.connect(sts.url);
    deep.sendPacket(`2["stream:init",${'['.repeat(50_000)}${']'.repeat(50_000)}]`);
    expect(await deep.waitFor('INVALID_CONFIG')).toContain(
      'stream:init: the payload: nested deeper than 64 levels',
    );
  };

  const sent = await streamMeanwhile(live, badInput());
  const results = await live.results(sent);
  expect(results.map(({ sequence_number, status }) => [sequence_number, status])).toEqual(
    results.map((_, sequence) => [sequence, 'success']),
  );
  expect(live.log.names()).not.toContain('error');
  expect(observer.socket.connected).toBe(true);
  expect((await fetch(`${sts.url}/health`)).status).toBe(200);
});
