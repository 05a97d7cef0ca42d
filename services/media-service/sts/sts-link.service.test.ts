import dns from 'node:dns';
import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { streamConfigSchema } from '../../contracts/stream-session.ts';
import { createLogger } from '../../runtime/logger.ts';
import { testMetrics } from '../testing/test-metrics.ts';
import { resultOf, TestSts } from '../testing/test-sts.ts';
import type { OutgoingFragment } from './sts-connection.ts';
import { StsLink, type StsLinkOptions } from './sts-link.ts';

const AUDIO = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64: 'AAAA' };
/** Generous, for a busy machine; normally nothing waits this long. */
const SOON_MS = 10_000;
const never = new AbortController().signal;

let sts: TestSts;
let counted: ReturnType<typeof testMetrics>;
let ending: AbortController;
let errors: unknown[];
let kept: Promise<void>;

beforeEach(async () => {
  sts = await TestSts.start();
  counted = testMetrics();
  ending = new AbortController();
  errors = [];
  kept = Promise.resolve();
});
afterEach(async () => {
  ending.abort();
  await kept;
  await sts[Symbol.asyncDispose]();
});

function startLink(options: Partial<StsLinkOptions> = {}): StsLink {
  const config = streamConfigSchema.parse({});
  const link = new StsLink({
    endpoint: { url: sts.url, authToken: undefined },
    request: { streamId: 's', workerId: 'w', config, maxInflight: 3, timeoutMs: 1000 },
    breakerOpenMs: 30_000,
    metrics: counted.metrics,
    log: createLogger('test', 'silent'),
    ...options,
  });
  kept = link.keepOpen(ending.signal, (error) => errors.push(error));
  return link;
}

/** A link with an open session. */
async function openLink(options: Partial<StsLinkOptions> = {}): Promise<StsLink> {
  const link = startLink(options);
  await vi.waitFor(() => expect(link.sessionId).toBeDefined(), SOON_MS);
  return link;
}

function fragment(fragmentId: string): OutgoingFragment {
  return { fragmentId, timestampMs: 0, audio: AUDIO };
}

test('matches results with fragments in any order', async () => {
  const link = await openLink();
  const { signal } = new AbortController();
  const session = { connected: true, sessionId: 'session-1' };
  expect(link.status()).toEqual({ url: sts.url, breaker: 'closed', ...session });
  const results = ['a', 'b', 'c'].map((id) => link.dub(fragment(id), { withinMs: 20_000, signal }));
  await sts.until(() => sts.fragments.length === 3);
  for (const sent of sts.fragments.toReversed()) {
    sts.sockets[0]?.emit('fragment:processed', resultOf(sent, undefined, { transcript: sent.fragment_id }));
  }
  expect((await Promise.all(results)).map(({ result }) => result.transcript)).toEqual(['a', 'b', 'c']);
  await sts.until(() => sts.of('fragment:ack').length === 3);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test.each([
  ['was queued', true],
  ['was not acknowledged', false],
])('times out without a result and reports that the fragment %s', async (known, isQueued) => {
  sts.onFragment = (socket, { fragment_id }) => {
    if (isQueued) socket.emit('fragment:ack', { fragment_id, status: 'queued' });
  };
  const link = await openLink();
  await expect(link.dub(fragment('a'), { withinMs: 200, signal: never })).rejects.toMatchObject({
    reason: 'timeout',
    message: expect.stringMatching(
      new RegExp(`^no result from the STS service within \\d+ ms; the fragment ${known}$`),
    ),
  });
});

test('acknowledges and counts a late result', async () => {
  const link = await openLink();
  await link.dub(fragment('a'), { withinMs: 50, signal: never }).catch(() => undefined);
  const [sent] = sts.fragments;
  if (sent === undefined) throw new Error('nothing was sent');
  sts.sockets[0]?.emit('fragment:processed', resultOf(sent, undefined));
  await sts.until(() => sts.of('fragment:ack').length === 1);
  expect(sts.of('fragment:ack')).toMatchObject([{ fragment_id: 'a', status: 'applied' }]);
  expect(await counted.value('worker_errors_total', { error_type: 'sts_late_result' })).toBe(1);
});

test('an error event fails only the fragment that it names', async () => {
  const link = await openLink();
  const failing = link.dub(fragment('a'), { withinMs: 20_000, signal: never });
  const other = link.dub(fragment('b'), { withinMs: 20_000, signal: never });
  await sts.until(() => sts.fragments.length === 2);
  const [socket] = sts.sockets;
  socket?.emit('error', { code: 'MODEL_ERROR', message: 'no model', fragment_id: 'a' });
  socket?.emit('error', { code: 'toString', message: 'of no fragment' });
  await expect(failing).rejects.toMatchObject({
    reason: 'failed',
    message: 'the STS service rejected the fragment (MODEL_ERROR: no model)',
  });
  for (const sent of sts.fragments.slice(1)) socket?.emit('fragment:processed', resultOf(sent, undefined));
  await other;
  expect(await counted.value('worker_errors_total', { error_type: 'sts_model_error' })).toBe(1);
  expect(await counted.value('worker_errors_total', { error_type: 'sts_other' })).toBe(1);
});

test('sends nothing without a session', async () => {
  await sts[Symbol.asyncDispose]();
  const link = startLink();
  await expect(link.dub(fragment('a'), { withinMs: 20_000, signal: never })).rejects.toMatchObject({
    reason: 'disconnected',
    message: `no session with the STS service at ${sts.url}`,
  });
  expect(link.status()).toEqual({ url: sts.url, connected: false, breaker: 'closed' });
  expect(link.problem).toBe(`no session with the STS service at ${sts.url}`);
});

test('a lost session fails the fragments in flight; the next one starts at sequence 0', async () => {
  const link = await openLink();
  const lost = Promise.allSettled(
    ['a', 'b'].map((id) => link.dub(fragment(id), { withinMs: 20_000, signal: never })),
  );
  await sts.until(() => sts.fragments.length === 2);
  sts.sockets[0]?.disconnect();
  for (const end of await lost) {
    expect(end).toMatchObject({
      status: 'rejected',
      reason: { reason: 'disconnected', message: expect.stringContaining('io server disconnect') },
    });
  }
  expect(link.sessionId).toBeUndefined();
  expect(await counted.value('worker_sts_connected')).toBe(0);

  await vi.waitFor(() => expect(link.sessionId).toBe('session-2'), SOON_MS);
  expect(await counted.value('worker_reconnection_total')).toBe(1);
  const again = link.dub(fragment('c'), { withinMs: 20_000, signal: never });
  await sts.until(() => sts.fragments.length === 3);
  const sent = sts.fragments.at(-1);
  if (sent === undefined) throw new Error('nothing was sent');
  expect(sent.sequence_number).toBe(0);
  sts.sockets[1]?.emit('fragment:processed', resultOf(sent, undefined));
  await again;
  expect(errors).toEqual([]);
});

test('reports and repeats a failed attempt', async () => {
  sts.onInit = (socket) => {
    if (sts.sockets.length > 1) socket.emit('stream:ready', { stream_id: 's', session_id: 'second' });
    else socket.emit('error', { code: 'INVALID_CONFIG', message: 'no' });
  };
  const link = await openLink();
  expect(link.sessionId).toBe('second');
  expect(errors).toMatchObject([{ code: 'STS_REFUSED' }]);
  expect(await counted.value('worker_reconnection_total')).toBe(0);
});

test('rejects when the signal of a fragment is aborted', async () => {
  const link = await openLink();
  const givingUp = new AbortController();
  const waiting = link.dub(fragment('a'), { withinMs: 20_000, signal: givingUp.signal });
  givingUp.abort(new Error('aborted'));
  await expect(waiting).rejects.toThrow('aborted');
  await expect(link.dub(fragment('b'), { withinMs: 20_000, signal: givingUp.signal })).rejects.toThrow(
    'aborted',
  );
  expect(getEventListeners(givingUp.signal, 'abort')).toEqual([]);
  expect(sts.fragments.map(({ fragment_id }) => fragment_id)).not.toContain('b');
});

test('an invalid result fails its fragment at once and is acknowledged', async () => {
  sts.onFragment = (socket, sent) =>
    socket.emit('fragment:processed', { ...resultOf(sent, undefined), status: 'splendid' });
  const link = await openLink();
  await expect(link.dub(fragment('a'), { withinMs: 20_000, signal: never })).rejects.toMatchObject({
    reason: 'invalid_result',
    message: expect.stringMatching(/^invalid result: status: /),
  });
  await sts.until(() => sts.of('fragment:ack').length === 1);
  expect(await counted.value('worker_errors_total', { error_type: 'sts_invalid_event' })).toBe(1);
});

test('opens a new session when the service has no record of the current one', async () => {
  sts.onFragment = (socket, sent) =>
    socket.emit('error', {
      code: 'STREAM_NOT_FOUND',
      message: 'no session',
      fragment_id: sent.fragment_id,
    });
  const link = await openLink({ wait: async () => undefined });
  await expect(link.dub(fragment('a'), { withinMs: 20_000, signal: never })).rejects.toMatchObject({
    reason: 'failed',
    message: 'the STS service rejected the fragment (STREAM_NOT_FOUND: no session)',
  });
  await vi.waitFor(() => expect(link.sessionId).toBe('session-2'), SOON_MS);
});

test('waits 1, 2, 4, 8, 16, 30, 30 s between attempts; only a result resets the delay', async () => {
  const delaysS: number[] = [];
  sts.onInit = (socket) => {
    if (sts.sockets.length <= 6) return socket.disconnect();
    socket.emit('stream:ready', { stream_id: 's', session_id: `session-${sts.sockets.length}` });
    if (sts.sockets.length === 7) socket.disconnect();
  };
  const link = await openLink({
    wait: async (durationMs) => {
      delaysS.push(durationMs / 1000);
    },
  });
  await sts.until(() => sts.sockets.length === 8);
  await vi.waitFor(() => expect(link.sessionId).toBe('session-8'), SOON_MS);
  const expectedS = [1, 2, 4, 8, 16, 30, 30];
  expect(delaysS).toHaveLength(7);
  for (const [place, delayS] of delaysS.entries()) {
    expect(Math.abs(delayS / (expectedS[place] ?? 0) - 1)).toBeLessThanOrEqual(0.1);
  }
  expect(errors).toHaveLength(6);

  sts.onFragment = (socket, sent) => {
    socket.emit('fragment:processed', resultOf(sent, undefined));
    socket.disconnect();
  };
  await link.dub(fragment('a'), { withinMs: 20_000, signal: never });
  await vi.waitFor(() => expect(delaysS).toHaveLength(8), SOON_MS);
  expect(delaysS.at(-1)).toBeLessThanOrEqual(1.1);
});

test('resolves the host name for each attempt', async () => {
  const { port } = new URL(sts.url);
  // A second address, as while a container is being replaced.
  await using moved = await TestSts.start(undefined, { host: '127.0.0.2', port: Number(port) });
  let address = '127.0.0.1';
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation((...asked: unknown[]) => {
    const found = asked.at(-1);
    if (typeof found === 'function') found(null, [{ address, family: 4 }]);
  });
  try {
    const endpoint = { url: `http://sts.test:${port}`, authToken: undefined };
    const link = await openLink({ endpoint, wait: async () => undefined });
    address = '127.0.0.2';
    sts.sockets[0]?.disconnect();
    await moved.until(() => moved.of('stream:init').length === 1);
    await vi.waitFor(() => expect(link.sessionId).toBe('session-1'), SOON_MS);
    expect(sts.sockets).toHaveLength(1);
  } finally {
    lookup.mockRestore();
  }
});

test('connects to a service that starts after the stream', async () => {
  // A separate address, so that no other test takes its port meanwhile.
  const at = { host: '127.0.0.3', port: Number(new URL(sts.url).port) };
  const failed = Promise.withResolvers<void>();
  const comes = Promise.withResolvers<void>();
  const link = startLink({
    endpoint: { url: `http://${at.host}:${at.port}`, authToken: undefined },
    wait: async () => {
      failed.resolve();
      await comes.promise;
    },
  });
  await failed.promise;
  expect(errors).toMatchObject([{ code: 'STS_UNREACHABLE' }]);
  await expect(link.dub(fragment('a'), { withinMs: 20_000, signal: never })).rejects.toMatchObject({
    reason: 'disconnected',
  });
  await using late = await TestSts.start(undefined, at);
  comes.resolve();
  await late.until(() => late.of('stream:init').length === 1);
  await vi.waitFor(() => expect(link.sessionId).toBe('session-1'), SOON_MS);
  expect(await counted.value('worker_reconnection_total')).toBe(0);
});

test('opens no session after end', async () => {
  const link = await openLink();
  expect(await link.end('done', never)).toMatchObject({ stream_id: 's' });
  await kept;
  expect(link).toMatchObject({ sessionId: undefined, problem: undefined });
  expect(sts.sockets).toHaveLength(1);
  expect(errors).toEqual([]);
});

test.each<[string, TestSts['onInit'], () => boolean]>([
  ['while it connects', () => undefined, () => sts.of('stream:init').length === 1],
  ['while it waits to connect again', (socket) => socket.disconnect(), () => errors.length === 1],
])('stops connecting when it is ended %s', async (_, onInit, isThere) => {
  sts.onInit = onInit;
  const link = startLink();
  await vi.waitFor(() => expect(isThere()).toBe(true), SOON_MS);
  expect(await link.end('done', never)).toBeUndefined();
  await kept;
  await sts.until(() => sts.sockets.every((socket) => !socket.connected));
  expect(sts.sockets).toHaveLength(1);
});

test('closes its session when the signal is aborted, and removes its listeners', async () => {
  await openLink();
  ending.abort(new Error('aborted'));
  await kept;
  await sts.until(() => sts.sockets[0]?.connected === false);
  expect(sts.of('stream:end')).toEqual([]);
  expect(await counted.value('worker_sts_connected')).toBe(0);
  expect(errors).toEqual([]);
});
