import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { UNDISTURBED } from './faults/shaping.ts';
import { atEnd, connectClient, listenAnywhere, startServer, startTap } from './testing/tap.ts';

const DELAY_MS = 300;
/** Timers of Node may fire up to 1 ms early. `faults/delay-line.test.ts` checks exact delays. */
const AT_LEAST_MS = DELAY_MS - 1;
/** Longer than any test may take. */
const FOREVER_MS = 3_600_000;
/** Long enough for an unexpected event to arrive. */
const GRACE_MS = 200;

/** A tap in front of a server that keeps its sockets, and a function that connects through both. */
async function startRelay() {
  const accepted: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => accepted.push(socket));
  const url = await listenAnywhere(server);
  atEnd(() => server.close());
  const started = await startTap(url);
  const dial = async (): Promise<{ worker: Socket; sts: Socket }> => {
    const worker = connect({
      port: Number(new URL(started.tap.url).port),
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    atEnd(() => worker.destroy());
    const [sts] = (await Promise.all([once(server, 'connection'), once(worker, 'connect')]))[0] as [Socket];
    atEnd(() => sts.destroy());
    // These tests cause resets.
    for (const socket of [worker, sts]) socket.on('error', () => undefined);
    return { worker, sts };
  };
  return { ...started, dial };
}

/** Measures how long `bytes` take from one socket to the other. */
async function travelMs(from: Socket, to: Socket, bytes: Buffer): Promise<number> {
  const startedAtMs = performance.now();
  from.write(bytes);
  await receive(to, bytes);
  return performance.now() - startedAtMs;
}

/** Resolves when these bytes have arrived. */
async function receive(socket: Socket, expected: Buffer): Promise<void> {
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve) => {
    const add = (chunk: Buffer): void => {
      chunks.push(chunk);
      length += chunk.length;
      if (length < expected.length) return;
      socket.off('data', add);
      resolve();
    };
    socket.on('data', add);
  });
  expect(Buffer.concat(chunks).equals(expected)).toBe(true);
}

/** Resolves with `end` or the error code when the connection of a socket ends. */
async function ending(socket: Socket): Promise<string> {
  return await new Promise((resolve) => {
    socket.once('end', () => resolve('end'));
    socket.once('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? error.message));
    socket.resume();
  });
}

test('delays both directions or one, on present and future connections', async () => {
  const { tap, dial, notices } = await startRelay();
  const old = await dial();
  tap.shape({ delayMs: DELAY_MS });
  for (const { worker, sts } of [old, await dial()]) {
    for (const [from, to] of [
      [worker, sts],
      [sts, worker],
    ] as const) {
      expect(await travelMs(from, to, randomBytes(1000))).toBeGreaterThanOrEqual(AT_LEAST_MS);
    }
  }
  tap.shape({ delayMs: FOREVER_MS });
  tap.shape({ delayMs: 0 }, { directions: ['worker-to-sts'] });
  await travelMs(old.worker, old.sts, randomBytes(1000));
  tap.shape({ delayMs: DELAY_MS }, { directions: ['sts-to-worker'] });
  expect(await travelMs(old.sts, old.worker, randomBytes(1000))).toBeGreaterThanOrEqual(AT_LEAST_MS);
  expect(notices.filter(({ kind }) => kind === 'shaped')).toEqual([
    { kind: 'shaped', direction: 'worker-to-sts', shaping: { ...UNDISTURBED, delayMs: DELAY_MS } },
    { kind: 'shaped', direction: 'sts-to-worker', shaping: { ...UNDISTURBED, delayMs: DELAY_MS } },
    { kind: 'shaped', direction: 'worker-to-sts', shaping: { ...UNDISTURBED, delayMs: FOREVER_MS } },
    { kind: 'shaped', direction: 'sts-to-worker', shaping: { ...UNDISTURBED, delayMs: FOREVER_MS } },
    { kind: 'shaped', direction: 'worker-to-sts', shaping: UNDISTURBED },
    { kind: 'shaped', direction: 'sts-to-worker', shaping: { ...UNDISTURBED, delayMs: DELAY_MS } },
  ]);
});

test('applies a fault to a single connection', async () => {
  const { tap, dial, notices } = await startRelay();
  const [first, second] = [await dial(), await dial()];
  tap.shape({ delayMs: DELAY_MS }, { directions: ['worker-to-sts'], connection: 1 });
  expect(await travelMs(first.worker, first.sts, randomBytes(10))).toBeGreaterThanOrEqual(AT_LEAST_MS);
  tap.shape({ delayMs: FOREVER_MS }, { directions: ['worker-to-sts'], connection: 1 });
  await travelMs(second.worker, second.sts, randomBytes(10));
  tap.cut(1);
  expect(await ending(first.worker)).toBe('ECONNRESET');
  tap.shape({ delayMs: FOREVER_MS }, { connection: 1 });
  expect(notices.filter(({ kind }) => kind === 'shaped' || kind === 'cut')).toEqual([
    { kind: 'shaped', direction: 'worker-to-sts', shaping: { ...UNDISTURBED, delayMs: DELAY_MS }, link: 1 },
    {
      kind: 'shaped',
      direction: 'worker-to-sts',
      shaping: { ...UNDISTURBED, delayMs: FOREVER_MS },
      link: 1,
    },
    { kind: 'cut', links: [1] },
  ]);
  await travelMs(second.worker, second.sts, randomBytes(10));
});

test('adds jitter to the delay and keeps the order', async () => {
  const { tap, dial } = await startRelay();
  const { worker, sts } = await dial();
  tap.shape({ delayMs: 20, jitterMs: 60 });
  const tookMs: number[] = [];
  for (let round = 0; round < 20; round++) tookMs.push(await travelMs(worker, sts, randomBytes(10)));
  expect(Math.min(...tookMs)).toBeGreaterThanOrEqual(19);
  expect(Math.max(...tookMs) - Math.min(...tookMs)).toBeGreaterThan(20);

  const parts = Array.from({ length: 30 }, () => randomBytes(100));
  const received = receive(sts, Buffer.concat(parts));
  for (const part of parts) {
    worker.write(part);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await received;
});

test('limits the bandwidth, and delivers the rest immediately when the limit is removed', async () => {
  const { tap, dial } = await startRelay();
  const { worker, sts } = await dial();
  tap.shape({ bytesPerSecond: 200_000 });
  expect(await travelMs(sts, worker, randomBytes(100_000))).toBeGreaterThan(500 * 0.95);

  // By then a chunk of 64 KiB is in transit at 100 B/s, which would take 11 minutes.
  tap.shape({ bytesPerSecond: 100 });
  const travelled = travelMs(worker, sts, randomBytes(1_000_000));
  await once(sts, 'data');
  tap.shape(UNDISTURBED);
  await travelled;
});

test('cut resets both ends, which can reconnect immediately', async () => {
  const { tap, dial, notice } = await startRelay();
  const { worker, sts } = await dial();
  const both = Promise.all([ending(worker), ending(sts)]);
  tap.cut();
  expect(await both).toEqual(['ECONNRESET', 'ECONNRESET']);
  expect(await notice('cut')).toEqual({ kind: 'cut', links: [1] });
  const again = await dial();
  await travelMs(again.worker, again.sts, randomBytes(10));
});

test.each(['worker', 'sts'] as const)(
  'forwards a reset by the %s as a reset, after the bytes before it',
  async (side) => {
    const { tap, dial } = await startRelay();
    const sockets = await dial();
    const [from, to] = side === 'worker' ? [sockets.worker, sockets.sts] : [sockets.sts, sockets.worker];
    tap.shape({ delayMs: 100 });
    const last = randomBytes(1000);
    const arrived = receive(to, last);
    const ended = ending(to);
    from.write(last);
    await new Promise((resolve) => setTimeout(resolve, 50));
    from.resetAndDestroy();
    await arrived;
    expect(await ended).toBe('ECONNRESET');
  },
);

test('half-open: silently drops bytes and ends of connections', async () => {
  const { tap, dial, notices } = await startRelay();
  const { worker, sts } = await dial();
  await travelMs(worker, sts, randomBytes(10));
  let received = 'nothing';
  void ending(sts).then((how) => {
    received = how;
  });
  sts.on('data', () => {
    received = 'data';
  });
  tap.shape({ halfOpen: true });
  worker.write(randomBytes(1000));
  worker.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  expect(received).toBe('nothing');

  // A new connection works. The old one ends when its other side ends.
  tap.shape({ halfOpen: false });
  const next = await dial();
  await travelMs(next.worker, next.sts, randomBytes(10));
  expect(received).toBe('nothing');
  sts.destroy();
  await expect.poll(() => notices.filter(({ kind }) => kind === 'link-closed').length).toBe(1);
});

test('half-open: a connection that has lost bytes stays dead, an idle one recovers', async () => {
  const { tap, dial } = await startRelay();
  const [dead, alive] = [await dial(), await dial()];
  const arrived: string[] = [];
  for (const [name, { sts }] of Object.entries({ dead, alive })) sts.on('data', () => arrived.push(name));
  tap.shape({ halfOpen: true });
  dead.worker.write('dropped');
  await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  tap.shape({ halfOpen: false });
  dead.worker.write('after a gap');
  await travelMs(alive.worker, alive.sts, randomBytes(10));
  await new Promise((resolve) => setTimeout(resolve, GRACE_MS));
  expect(arrived).toEqual(['alive']);
});

test('half-open in one direction leaves the other one intact', async () => {
  const { tap, dial } = await startRelay();
  const { worker, sts } = await dial();
  tap.shape({ halfOpen: true }, { directions: ['sts-to-worker'] });
  let hasReceived = false;
  worker.on('data', () => {
    hasReceived = true;
  });
  sts.write('lost');
  await travelMs(worker, sts, randomBytes(1000));
  expect(hasReceived).toBe(false);
});

test('half-open: Socket.IO detects a ping timeout and reconnects', async () => {
  const { server, url } = await startServer({ pingInterval: 100, pingTimeout: 200 });
  const { tap } = await startTap(url);
  const client = await connectClient(tap.url);
  const gone = new Promise((resolve) => [...server.sockets.sockets.values()][0]?.once('disconnect', resolve));
  const lost = once(client as never, 'disconnect');
  tap.shape({ halfOpen: true });
  expect((await lost)[0]).toBe('ping timeout');
  expect(await gone).toBe('ping timeout');
  tap.shape({ halfOpen: false });
  await once(client as never, 'connect');
});

test('refuse: new connections get ECONNREFUSED and open ones stay, until it accepts again', async () => {
  const { tap, dial, notices } = await startRelay();
  const { worker, sts } = await dial();
  const url = tap.url;
  tap.refuse();
  await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await travelMs(worker, sts, randomBytes(1000));
  await tap.accept();
  expect(tap.url).toBe(url);
  const next = await dial();
  await travelMs(next.worker, next.sts, randomBytes(1000));
  // The random bytes are no HTTP.
  const kinds = notices.map(({ kind }) => kind).filter((kind) => kind !== 'undecodable');
  expect(kinds).toEqual(['link-opened', 'refusing', 'accepting', 'link-opened']);
});

test('stops immediately, whatever is in transit', async () => {
  const { tap, dial } = await startRelay();
  const { worker, sts } = await dial();
  tap.shape({ delayMs: FOREVER_MS, bytesPerSecond: 1000 });
  worker.write(randomBytes(100_000));
  sts.write(randomBytes(100_000));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await tap.stop();
});
