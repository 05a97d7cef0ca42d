import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FragmentData } from '../../contracts/fragment.ts';
import { streamConfigSchema } from '../../contracts/stream-session.ts';
import { createLogger } from '../../runtime/logger.ts';
import { testMetrics } from '../testing/test-metrics.ts';
import { resultOf, TestSts } from '../testing/test-sts.ts';
import { StsLink } from './sts-link.ts';

const AUDIO = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64: 'AAAA' };
const OPEN_MS = 30_000;
/** Generous, for a busy machine; normally nothing waits this long. */
const SOON_MS = 10_000;
const never = new AbortController().signal;

let sts: TestSts;
let counted: ReturnType<typeof testMetrics>;
let ending: AbortController;
let link: StsLink;
let kept: Promise<void>;
let logged: object[];

beforeEach(async () => {
  sts = await TestSts.start();
  counted = testMetrics();
  ending = new AbortController();
  logged = [];
  link = new StsLink({
    endpoint: { url: sts.url, authToken: undefined },
    request: {
      streamId: 's',
      workerId: 'w',
      config: streamConfigSchema.parse({}),
      maxInflight: 3,
      timeoutMs: 1000,
    },
    breakerOpenMs: OPEN_MS,
    metrics: counted.metrics,
    log: createLogger('test', 'info', { write: (line) => logged.push(JSON.parse(line)) }),
    wait: async () => undefined,
  });
  kept = link.keepOpen(ending.signal, () => undefined);
  await vi.waitFor(() => expect(link.sessionId).toBeDefined(), SOON_MS);
  // The clock is frozen; tests advance it.
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(async () => {
  vi.useRealTimers();
  ending.abort();
  await kept;
  await sts[Symbol.asyncDispose]();
});

type Answer = (socket: TestSts['sockets'][number], sent: FragmentData) => unknown;

const succeed: Answer = (socket, sent) => socket.emit('fragment:processed', resultOf(sent, undefined));
const silence: Answer = () => undefined;
const failWith =
  (code: string, retryable: boolean): Answer =>
  (socket, sent) =>
    socket.emit(
      'fragment:processed',
      resultOf(sent, undefined, { status: 'failed', error: { code, message: 'no', retryable } }),
    );
const rejectWith =
  (code: string): Answer =>
  (socket, sent) =>
    socket.emit('error', { code, message: 'no', fragment_id: sent.fragment_id });

/** @returns the status of the result, or the reason why there is none */
async function dub(answer: Answer): Promise<string> {
  await vi.waitFor(() => expect(link.sessionId).toBeDefined(), SOON_MS);
  sts.onFragment = answer;
  const fragment = { fragmentId: crypto.randomUUID(), timestampMs: 0, audio: AUDIO };
  const withinMs = answer === silence ? 50 : 20_000;
  return await link.dub(fragment, { withinMs, signal: never }).then(
    ({ result, permit }) => {
      permit.settle('success', 'a fragment was dubbed');
      return result.status;
    },
    (failure: { readonly reason: string }) => failure.reason,
  );
}

async function openBreaker(): Promise<void> {
  for (let n = 0; n < 5; n++) expect(await dub(failWith('MODEL_ERROR', true))).toBe('failed');
  expect(link.breakerState).toBe('open');
}

test.each<[string, Answer, string]>([
  ['a failed result with a retryable code', failWith('MODEL_ERROR', false), 'failed'],
  ['a failed result with a code of its own that is retryable', failWith('OUT_OF_DISK', true), 'failed'],
  ['an error with a retryable code', rejectWith('QUEUE_FULL'), 'failed'],
  [
    'a result that is not valid',
    (socket, sent) => socket.emit('fragment:processed', { fragment_id: sent.fragment_id }),
    'invalid_result',
  ],
  ['no answer', silence, 'timeout'],
  ['a session that is lost before the fragment is queued', (socket) => socket.disconnect(), 'disconnected'],
])('opens the breaker after five of these: %s', async (_, answer, reason) => {
  for (let n = 0; n < 5; n++) {
    expect(link.breakerState).toBe('closed');
    expect(await dub(answer)).toBe(reason);
  }
  expect(link.breakerState).toBe('open');
  expect(await counted.value('worker_sts_breaker_state')).toBe(2);
  // After a lost session, a new one has to be opened first.
  const problem = `nothing is sent to the STS service at ${sts.url} (its breaker is open)`;
  await vi.waitFor(() => expect(link.problem).toBe(problem), SOON_MS);
  const sent = sts.fragments.length;
  expect(await dub(succeed)).toBe('breaker_open');
  expect(() => link.throwIfBreakerOpen()).toThrow('its breaker is open (5 consecutive failures, the last: ');
  expect(sts.fragments).toHaveLength(sent);
});

test.each<[string, Answer, string]>([
  ['a failed result with a code that is not retryable', failWith('ASR_FAILED', true), 'failed'],
  ['a failed result with an unknown code', failWith('toString', false), 'failed'],
  ['an error with a code that is not retryable', rejectWith('FRAGMENT_TOO_LARGE'), 'failed'],
  [
    'a session that is lost once the fragment is queued',
    (socket, sent) => {
      socket.emit('fragment:ack', { fragment_id: sent.fragment_id, status: 'queued' });
      socket.disconnect();
    },
    'disconnected',
  ],
])('%s neither counts as a failure nor interrupts a series of failures', async (_, answer, reason) => {
  for (let n = 0; n < 6; n++) expect(await dub(answer)).toBe(reason);
  expect(link.breakerState).toBe('closed');
  for (let n = 0; n < 4; n++) await dub(failWith('MODEL_ERROR', true));
  await dub(answer);
  expect(link.breakerState).toBe('closed');
  await dub(failWith('MODEL_ERROR', true));
  expect(link.breakerState).toBe('open');
});

test.each<[string, Answer, readonly number[]]>([
  ['a retryable rejection leaves no gap', rejectWith('QUEUE_FULL'), [0, 1, 1]],
  ['a final rejection leaves no gap', rejectWith('FRAGMENT_TOO_LARGE'), [0, 1, 1]],
  ['a rejection of the number itself has used it', rejectWith('INVALID_SEQUENCE'), [0, 1, 2]],
  [
    'an error of a fragment that was queued has used its number',
    (socket, sent) => {
      socket.emit('fragment:ack', { fragment_id: sent.fragment_id, status: 'queued' });
      rejectWith('MODEL_ERROR')(socket, sent);
    },
    [0, 1, 2],
  ],
])('%s', async (_, answer, numbers) => {
  expect(await dub(succeed)).toBe('success');
  expect(await dub(answer)).toBe('failed');
  expect(await dub(succeed)).toBe('success');
  expect(sts.fragments.map(({ sequence_number }) => sequence_number)).toEqual(numbers);
});

test('does not reuse the number of a rejected fragment that others have followed', async () => {
  const rejected = dub(() => undefined);
  await sts.until(() => sts.fragments.length === 1);
  const [first] = sts.fragments;
  const second = dub((socket, sent) => {
    if (first !== undefined) rejectWith('QUEUE_FULL')(socket, first);
    succeed(socket, sent);
  });
  expect([await rejected, await second]).toEqual(['failed', 'success']);
  await dub(succeed);
  expect(sts.fragments.map(({ sequence_number }) => sequence_number)).toEqual([0, 1, 2]);
});

test('a success interrupts a series of failures', async () => {
  for (let n = 0; n < 4; n++) await dub(failWith('TIMEOUT', true));
  expect(await dub(succeed)).toBe('success');
  for (let n = 0; n < 4; n++) await dub(failWith('TIMEOUT', true));
  expect(link.breakerState).toBe('closed');
  expect(link.problem).toBeUndefined();
});

test('sends one probe after the open time, nothing else meanwhile, and closes on its success', async () => {
  await openBreaker();
  vi.advanceTimersByTime(OPEN_MS);
  let answer: (() => void) | undefined;
  const probe = dub((socket, sent) => {
    answer = () => succeed(socket, sent);
  });
  await sts.until(() => answer !== undefined);
  expect(await counted.value('worker_sts_breaker_state')).toBe(1);
  expect(await dub(succeed)).toBe('breaker_open');
  answer?.();
  expect(await probe).toBe('success');
  expect(await counted.value('worker_sts_breaker_state')).toBe(0);
  expect(await dub(succeed)).toBe('success');
  expect(logged.filter((line) => 'breaker' in line)).toMatchObject([
    { level: 'warn', breaker: 'open', why: expect.stringContaining('MODEL_ERROR: no') },
    { level: 'info', breaker: 'half-open', why: '30 s have passed' },
    { level: 'info', breaker: 'closed', why: 'a fragment was dubbed' },
  ]);
});

test('a failed probe opens the breaker again', async () => {
  await openBreaker();
  vi.advanceTimersByTime(OPEN_MS);
  expect(await dub(silence)).toBe('timeout');
  expect(link.breakerState).toBe('open');
  expect(await dub(succeed)).toBe('breaker_open');
});

test('the probe waits for a session', async () => {
  await openBreaker();
  vi.advanceTimersByTime(OPEN_MS);
  const back = Promise.withResolvers<void>();
  sts.onInit = async (socket) => {
    await back.promise;
    socket.emit('stream:ready', { stream_id: 's', session_id: 'second' });
  };
  sts.sockets[0]?.disconnect();
  await vi.waitFor(() => expect(link.sessionId).toBeUndefined(), SOON_MS);
  const fragment = { fragmentId: 'a', timestampMs: 0, audio: AUDIO };
  await expect(link.dub(fragment, { withinMs: 20_000, signal: never })).rejects.toMatchObject({
    reason: 'disconnected',
  });
  expect(link.breakerState).toBe('open');
  back.resolve();
  expect(await dub(succeed)).toBe('success');
  expect(link.breakerState).toBe('closed');
});

test('sends nothing during a pause; a fragment that cannot wait longer falls back', async () => {
  const [socket] = sts.sockets;
  socket?.emit('backpressure', { stream_id: 's', severity: 'high', action: 'pause' });
  const counter = ['worker_backpressure_events_total', { action: 'pause' }] as const;
  await vi.waitFor(async () => expect(await counted.value(...counter)).toBe(1), SOON_MS);
  vi.useRealTimers();
  const fragment = { fragmentId: 'a', timestampMs: 0, audio: AUDIO };
  await expect(link.dub(fragment, { withinMs: 50, signal: never })).rejects.toMatchObject({
    reason: 'backpressure',
    message: expect.stringMatching(
      /^not sent in time: the STS service has paused the sending for \d+\.\d s$/,
    ),
  });
  expect(sts.fragments).toEqual([]);
  sts.onFragment = succeed;
  const waiting = link.dub({ ...fragment, fragmentId: 'b' }, { withinMs: 20_000, signal: never });
  socket?.emit('backpressure', { stream_id: 's', severity: 'low', action: 'none' });
  await waiting;
  expect(sts.fragments.map(({ fragment_id }) => fragment_id)).toEqual(['b']);
  expect(link.breakerState).toBe('closed');
});

test('slow_down delays the next fragment, also with a delay that is sent as text', async () => {
  const notice = { stream_id: 's', severity: 'medium', action: 'slow_down', recommended_delay_ms: '300' };
  sts.sockets[0]?.emit('backpressure', notice);
  const counter = ['worker_backpressure_events_total', { action: 'slow_down' }] as const;
  await vi.waitFor(async () => expect(await counted.value(...counter)).toBe(1), SOON_MS);
  vi.useRealTimers();
  const leftMs: number[] = [];
  const send = (fragmentId: string) =>
    link.dub(
      { fragmentId, timestampMs: 0, audio: AUDIO },
      { withinMs: 20_000, signal: never, onSent: () => leftMs.push(performance.now()) },
    );
  sts.onFragment = succeed;
  await send('a');
  await send('b');
  const [first = 0, second = 0] = leftMs;
  expect(second - first).toBeGreaterThanOrEqual(300);
});

test('reports and ignores an invalid backpressure event', async () => {
  sts.sockets[0]?.emit('backpressure', { stream_id: 's', severity: 'high', action: 'stop' });
  sts.sockets[0]?.emit('backpressure');
  const counter = ['worker_errors_total', { error_type: 'sts_invalid_event' }] as const;
  await vi.waitFor(async () => expect(await counted.value(...counter)).toBe(2), SOON_MS);
  expect(await dub(succeed)).toBe('success');
});

test('does not send a fragment without time left, which does not count against the service', async () => {
  const fragment = { fragmentId: 'a', timestampMs: 0, audio: AUDIO };
  for (let n = 0; n < 5; n++) {
    await expect(link.dub(fragment, { withinMs: 0, signal: never })).rejects.toMatchObject({
      reason: 'backpressure',
      message: 'not sent: no time was left for a result',
    });
  }
  expect(sts.fragments).toEqual([]);
  expect(link.breakerState).toBe('closed');
});

test('a pause ends with its session, and the waiting fragment fails as disconnected', async () => {
  const [socket] = sts.sockets;
  socket?.emit('backpressure', { stream_id: 's', severity: 'high', action: 'pause' });
  const counter = ['worker_backpressure_events_total', { action: 'pause' }] as const;
  await vi.waitFor(async () => expect(await counted.value(...counter)).toBe(1), SOON_MS);
  const waiting = dub(succeed);
  socket?.disconnect();
  expect(await waiting).toBe('disconnected');
  expect(await dub(succeed)).toBe('success');
});

test('applies a pause that arrives together with stream:ready', async () => {
  sts.onInit = (socket) => {
    socket.emit('stream:ready', { stream_id: 's', session_id: 'second' });
    socket.emit('backpressure', { stream_id: 's', severity: 'high', action: 'pause' });
  };
  sts.sockets[0]?.disconnect();
  await vi.waitFor(() => expect(link.sessionId).toBe('second'), SOON_MS);
  vi.useRealTimers();
  const fragment = { fragmentId: 'a', timestampMs: 0, audio: AUDIO };
  await expect(link.dub(fragment, { withinMs: 50, signal: never })).rejects.toMatchObject({
    reason: 'backpressure',
  });
});
