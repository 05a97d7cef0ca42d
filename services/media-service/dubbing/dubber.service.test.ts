import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gatedLoudness } from '../../../lib/loudness/gated-loudness.ts';
import type { FragmentData } from '../../contracts/fragment.ts';
import { streamConfigSchema } from '../../contracts/stream-session.ts';
import { createLogger } from '../../runtime/logger.ts';
import { FragmentCodec } from '../ffmpeg/fragment-codec.ts';
import { toFloatChannels } from '../ffmpeg/pcm-channels.ts';
import type { DubbingFailure } from '../sts/dubbing-failure.ts';
import { StsLink } from '../sts/sts-link.ts';
import { testMetrics } from '../testing/test-metrics.ts';
import { resultOf, TestSts } from '../testing/test-sts.ts';
import { tonePcm, toneShare } from '../testing/tone.ts';
import { Dubber, type DubberOptions } from './dubber.ts';
import { Ledger } from './ledger.ts';
import type { Segment } from './segmenter.ts';

const MONO = { sampleRateHz: 48_000, channels: 1 };
const SOURCE_HZ = 440;
const DUBBED_HZ = 1000;
const log = createLogger('test', 'silent');

let sts: TestSts;
let codec: FragmentCodec;
let counted: ReturnType<typeof testMetrics>;
let ledger: Ledger;
let linkEnds: AbortController;
let ending: AbortController;
let kept: Promise<void>;
let failures: DubbingFailure[];

beforeEach(async () => {
  sts = await TestSts.start();
  linkEnds = new AbortController();
  ending = new AbortController();
  codec = await FragmentCodec.create(ending.signal);
  counted = testMetrics();
  ledger = new Ledger(counted.metrics);
  failures = [];
});
afterEach(async () => {
  linkEnds.abort();
  await kept;
  await sts[Symbol.asyncDispose]();
  await codec.dispose();
});

async function startDubber(options: Partial<DubberOptions> = {}): Promise<Dubber> {
  const { maxInflight = 3, timeoutMs = 5000 } = options;
  const config = streamConfigSchema.parse({});
  // The protocol does not have shorter limits.
  const sessionTimeoutMs = Math.max(1000, timeoutMs);
  const request = { streamId: 's', workerId: 'w', config, maxInflight, timeoutMs: sessionTimeoutMs };
  const endpoint = { url: sts.url, authToken: undefined };
  const { metrics } = counted;
  const link = new StsLink({ endpoint, request, breakerOpenMs: 30_000, metrics, log });
  kept = link.keepOpen(linkEnds.signal, () => undefined);
  await vi.waitFor(() => expect(link.sessionId).toBeDefined(), 10_000);
  return new Dubber({
    link,
    codec,
    ledger,
    log,
    format: MONO,
    fragmentFormat: MONO,
    dubLevel: 'match',
    maxInflight,
    timeoutMs,
    onFailure: (failure) => failures.push(failure),
    signal: ending.signal,
    ...options,
  });
}

function segment(index: number, fields: Partial<Segment> = {}): Segment {
  return { index, startS: index, durationS: 1, pcm: tonePcm(MONO, SOURCE_HZ, 1), dubbable: true, ...fields };
}

/** The result of a fragment: a tone of another pitch, `durationS` long. */
async function tone(fragment: FragmentData, durationS = 1, fields: Readonly<Record<string, unknown>> = {}) {
  const pcm = tonePcm(MONO, DUBBED_HZ, durationS);
  // A separate codec: the one of the stream may be disposed.
  const own = await FragmentCodec.create(new AbortController().signal);
  const result = resultOf(fragment, await own.encode(pcm, MONO, MONO), fields);
  await own.dispose();
  return result;
}

function expectDubbed(pcm: Buffer): void {
  expect(pcm.length).toBe(96_000);
  expect(toneShare(pcm.subarray(10_000, 80_000), MONO, DUBBED_HZ)).toBeGreaterThan(0.95);
}

test.each([
  ['success', 'processed'],
  ['partial', 'partial'],
] as const)('a %s result is %s: dubbed audio as long as the segment', async (status, outcome) => {
  sts.onFragment = async (socket, sent) =>
    socket.emit('fragment:processed', await tone(sent, 0.9, { status }));
  const dubber = await startDubber();
  const pcm = await dubber.dub(segment(0));
  expectDubbed(pcm);
  expect(ledger.totals()).toMatchObject({ sent: 1, inflight: 0, [outcome]: 1, fallback: 0 });
  expect(ledger.snapshot().recent[0]).toMatchObject({ outcome, roundTripMs: expect.any(Number) });
  expect(failures).toEqual([]);
});

test.each([
  ['match', 0],
  ['keep', -12],
] as const)(
  'with dubLevel %s, a dub that is 12 dB too quiet is aired at %d dB',
  async (dubLevel, expectedDb) => {
    const quiet = tonePcm(MONO, DUBBED_HZ, 1);
    for (let at = 0; at < quiet.length; at += 2)
      quiet.writeInt16LE(Math.round(quiet.readInt16LE(at) / 4), at);
    sts.onFragment = async (socket, sent) => {
      const own = await FragmentCodec.create(new AbortController().signal);
      socket.emit('fragment:processed', resultOf(sent, await own.encode(quiet, MONO, MONO)));
      await own.dispose();
    };
    const dubber = await startDubber({ dubLevel });
    const source = segment(0);
    const dubbed = await dubber.dub(source);
    expectDubbed(dubbed);
    const [before, after] = [source.pcm, dubbed].map((pcm) =>
      gatedLoudness(toFloatChannels(pcm, MONO), MONO.sampleRateHz),
    );
    // The K-weighting of the two tones differs by less than 1 dB.
    expect(Math.abs((after as number) - (before as number) - expectedDb)).toBeLessThan(1.5);
  },
);

test('sends the time and the audio of the segment', async () => {
  sts.onFragment = async (socket, sent) => socket.emit('fragment:processed', await tone(sent));
  const dubber = await startDubber();
  await dubber.dub(segment(0, { startS: 12.0004 }));
  const [sent] = sts.fragments;
  expect(sent).toMatchObject({ stream_id: 's', sequence_number: 0, timestamp: 12_000 });
  expect(sent?.audio).toMatchObject({
    format: 'm4a',
    sample_rate_hz: 48_000,
    channels: 1,
    duration_ms: 1000,
  });
  const sentPcm = await codec.decode(sent?.audio as FragmentData['audio'], MONO);
  expect(toneShare(sentPcm, MONO, SOURCE_HZ)).toBeGreaterThan(0.95);
});

test('returns the original audio of a segment that is too short, without a ledger entry', async () => {
  const dubber = await startDubber();
  const short = segment(0, { dubbable: false });
  expect(await dubber.dub(short)).toBe(short.pcm);
  expect(ledger.totals().sent).toBe(0);
  expect(sts.fragments).toEqual([]);
});

type Answer = (sent: FragmentData) => Promise<object> | object;

const failed =
  (code: string): Answer =>
  (sent) =>
    resultOf(sent, undefined, { status: 'failed', error: { code, message: 'no words' } });
const withoutAudio: Answer = (sent) => resultOf(sent, undefined);
const garbage: Answer = (sent) =>
  resultOf(sent, { ...sent.audio, data_base64: Buffer.alloc(500, 9).toString('base64') });
const halfAFile: Answer = (sent) =>
  resultOf(sent, { ...sent.audio, data_base64: sent.audio.data_base64.slice(0, 4000) });
const farTooLong: Answer = (sent) => tone(sent, 1.5);

test.each<[string, DubbingFailure['reason'], string, Answer]>([
  ['a result that failed', 'failed', 'ASR_FAILED: no words', failed('ASR_FAILED')],
  ['a result without audio', 'invalid_result', 'status success and no dubbed audio', withoutAudio],
  [
    'garbage for audio',
    'invalid_result',
    'cannot decode the dubbed audio: audio labelled "m4a" starts with the unknown bytes',
    garbage,
  ],
  [
    'half a file for audio',
    'invalid_result',
    'cannot decode the dubbed audio: ffmpeg (decode) exited with code 1',
    halfAFile,
  ],
  ['audio that is far too long', 'invalid_result', ', its segment 1.00 s', farTooLong],
])('falls back for %s, with reason %s', async (_, reason, message, answer) => {
  sts.onFragment = async (socket, sent) => socket.emit('fragment:processed', await answer(sent));
  const dubber = await startDubber();
  const source = segment(0);
  expect(await dubber.dub(source)).toBe(source.pcm);
  expect(failures).toMatchObject([{ reason, message: expect.stringContaining(message) }]);
  expect(ledger.snapshot().recent[0]).toMatchObject({ outcome: 'fallback', reason });
  expect(await counted.value('worker_fallback_total', { reason })).toBe(1);
  expect(await counted.value('worker_inflight_fragments')).toBe(0);
});

/** Dubs one segment per result, in sequence. */
async function dubWith(dubber: Dubber, answers: readonly Answer[]): Promise<void> {
  for (const [index, answer] of answers.entries()) {
    sts.onFragment = async (socket, sent) => socket.emit('fragment:processed', await answer(sent));
    await dubber.dub(segment(index));
  }
}

const breakerState = () => counted.value('worker_sts_breaker_state');

test.each<[string, Answer]>([
  ['results without audio', withoutAudio],
  ['results whose audio is garbage', garbage],
  ['results whose audio is half a file', halfAFile],
])('opens the breaker after five of these results: %s', async (_, answer) => {
  const dubber = await startDubber();
  await dubWith(dubber, Array(4).fill(answer));
  expect(await breakerState()).toBe(0);
  await dubWith(dubber, [answer, answer]);
  expect(await breakerState()).toBe(2);
  expect(failures.map(({ reason }) => reason)).toEqual([...Array(5).fill('invalid_result'), 'breaker_open']);
});

test('audio that is far too long neither counts as a failure nor interrupts a series of failures', async () => {
  const dubber = await startDubber();
  const ill = failed('MODEL_ERROR');
  await dubWith(dubber, [...Array(5).fill(farTooLong), ill, ill, ill, ill, farTooLong]);
  expect(await breakerState()).toBe(0);
  await dubWith(dubber, [ill]);
  expect(await breakerState()).toBe(2);
});

test('audio that this machine fails to decode does not count against the service', async () => {
  const decode = () => Promise.reject(new Error('spawn ffmpeg EAGAIN'));
  const dubber = await startDubber({ codec: { encode: codec.encode.bind(codec), decode } });
  await dubWith(
    dubber,
    Array(6).fill((sent: FragmentData) => tone(sent)),
  );
  expect(failures.map(({ reason }) => reason)).toEqual(Array(6).fill('invalid_result'));
  expect(await breakerState()).toBe(0);
});

test('a usable dub interrupts a series of failures', async () => {
  const dubber = await startDubber();
  const run = Array(4).fill(garbage);
  await dubWith(dubber, [...run, (sent) => tone(sent), ...run]);
  expect(await breakerState()).toBe(0);
});

test('falls back after the timeout; the late answer is acknowledged and ignored', async () => {
  const dubber = await startDubber({ timeoutMs: 100 });
  const source = segment(0);
  expect(await dubber.dub(source)).toBe(source.pcm);
  const [sent] = sts.fragments;
  if (sent === undefined) throw new Error('nothing was sent');
  sts.sockets[0]?.emit('fragment:processed', await tone(sent));
  await sts.until(() => sts.of('fragment:ack').length === 1);
  expect(ledger.totals()).toMatchObject({ sent: 1, fallback: 1, processed: 0 });
});

test('fragments in flight fall back when the session is lost', async () => {
  const dubber = await startDubber();
  const windows = Promise.all([dubber.dub(segment(0)), dubber.dub(segment(1))]);
  await sts.until(() => sts.fragments.length === 2);
  sts.sockets[0]?.disconnect();
  await windows;
  expect(failures.map(({ reason }) => reason)).toEqual(['disconnected', 'disconnected']);
});

test('matches results that arrive out of order with their segments', async () => {
  const held: FragmentData[] = [];
  sts.onFragment = async (socket, sent) => {
    held.push(sent);
    if (held.length < 3) return;
    for (const [place, fragment] of held.toReversed().entries()) {
      // The last fragment is answered first and is the shortest.
      socket.emit('fragment:processed', await tone(fragment, 0.8 + 0.1 * place));
    }
  };
  const dubber = await startDubber();
  const windows = await Promise.all([0, 1, 2].map((index) => dubber.dub(segment(index))));
  const lastSound = (pcm: Buffer): number => pcm.findLastIndex((byte) => byte !== 0) / 96_000;
  expect(windows.map(lastSound)).toEqual([
    expect.closeTo(1, 1),
    expect.closeTo(0.9, 1),
    expect.closeTo(0.8, 1),
  ]);
  expect(ledger.totals().processed).toBe(3);
});

test('bounds the fragments in flight; waiting for a place does not extend the deadline', async () => {
  const audio = await codec.encode(segment(0).pcm, MONO, MONO);
  // The first one is ready last, so it occupies its place for longer than the others can wait.
  let encodes = 0;
  const encode = async () => {
    if (encodes++ === 0) await new Promise((resolve) => setTimeout(resolve, 100));
    return audio;
  };
  const prepared = { encode, decode: codec.decode.bind(codec) };
  const dubber = await startDubber({ codec: prepared, maxInflight: 1, timeoutMs: 500 });
  const windows = Promise.all([0, 1, 2, 3].map((index) => dubber.dub(segment(index))));
  await sts.until(() => sts.fragments.length === 1);
  expect(await counted.value('worker_inflight_fragments')).toBe(1);
  await windows;
  const reasons = failures.map(({ reason }) => reason);
  expect(reasons).toEqual(['backpressure', 'backpressure', 'backpressure', 'timeout']);
  expect(sts.fragments).toHaveLength(1);
  expect(ledger.totals()).toMatchObject({ sent: 4, fallback: 4, inflight: 0 });
});

test('a segment that fails before its turn does not let later ones overtake earlier ones', async () => {
  sts.onFragment = async (socket, sent) => socket.emit('fragment:processed', await tone(sent));
  const audio = await codec.encode(segment(0).pcm, MONO, MONO);
  // The first one is encoded last, the second one never.
  const encodings = [
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return audio;
    },
    async () => {
      throw new Error('cannot be encoded');
    },
    async () => audio,
  ];
  const encode = async () => {
    const next = encodings.shift();
    if (next === undefined) throw new Error('encoded once too often');
    return await next();
  };
  const dubber = await startDubber({ codec: { encode, decode: codec.decode.bind(codec) } });
  await Promise.all([0, 1, 2].map((index) => dubber.dub(segment(index))));
  expect(failures).toMatchObject([{ reason: 'failed', message: 'cannot be encoded' }]);
  expect(sts.fragments.map(({ timestamp }) => timestamp)).toEqual([0, 2000]);
});

test('drops all segments in progress at once when the stream is aborted', async () => {
  const dubber = await startDubber({ maxInflight: 1 });
  const windows = [0, 1, 2].map((index) => dubber.dub(segment(index)));
  await sts.until(() => sts.fragments.length === 1);
  ending.abort(new Error('aborted'));
  await Promise.all(windows);
  expect(ledger.totals()).toMatchObject({ sent: 3, dropped: 3, fallback: 0, inflight: 0 });
  expect(failures).toEqual([]);
});
