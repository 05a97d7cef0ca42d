import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { UNDISTURBED } from './faults/shaping.ts';
import { atEnd, connectClient, listenAnywhere, startServer, startTap } from './testing/tap.ts';

const DELAY_MS = 300;
/** Timers of Node may fire up to 1 ms early. How exact a delay is: `faults/delay-line.test.ts`. */
const AT_LEAST_MS = DELAY_MS - 1;
/** Longer than a test may take: what has to wait for this does not come. */
const FOR_EVER_MS = 3_600_000;
/** What would come by mistake comes within this. */
const A_WHILE_MS = 200;

/** A tap before a server that keeps its sockets, and a function that makes connections through both. */
async function startLine() {
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
    // Resets are what these tests make.
    for (const socket of [worker, sts]) socket.on('error', () => undefined);
    return { worker, sts };
  };
  return { ...started, dial };
}

/** How long `bytes` take from one socket to the other. */
async function travelMs(from: Socket, to: Socket, bytes: Buffer): Promise<number> {
  const startedAtMs = performance.now();
  from.write(bytes);
  await receive(to, bytes);
  return performance.now() - startedAtMs;
}

/** Resolves when exactly these bytes have come. */
async function receive(socket: Socket, expected: Buffer): Promise<void> {
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve) => {
    const take = (chunk: Buffer): void => {
      chunks.push(chunk);
      length += chunk.length;
      if (length < expected.length) return;
      socket.off('data', take);
      resolve();
    };
    socket.on('data', take);
  });
  expect(Buffer.concat(chunks).equals(expected)).toBe(true);
}

/** How a socket's connection ends. */
async function ending(socket: Socket): Promise<string> {
  return await new Promise((resolve) => {
    socket.once('end', () => resolve('end'));
    socket.once('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? error.message));
    socket.resume();
  });
}

test('a delay holds in both directions, or in one, for links that there are and for new ones', async () => {
  const { tap, dial, notices } = await startLine();
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
  tap.shape({ delayMs: FOR_EVER_MS });
  tap.shape({ delayMs: 0 }, { directions: ['worker-to-sts'] });
  await travelMs(old.worker, old.sts, randomBytes(1000));
  tap.shape({ delayMs: DELAY_MS }, { directions: ['sts-to-worker'] });
  expect(await travelMs(old.sts, old.worker, randomBytes(1000))).toBeGreaterThanOrEqual(AT_LEAST_MS);
  expect(notices.filter(({ kind }) => kind === 'shaped')).toEqual([
    { kind: 'shaped', direction: 'worker-to-sts', shaping: { ...UNDISTURBED, delayMs: DELAY_MS } },
    { kind: 'shaped', direction: 'sts-to-worker', shaping: { ...UNDISTURBED, delayMs: DELAY_MS } },
    { kind: 'shaped', direction: 'worker-to-sts', shaping: { ...UNDISTURBED, delayMs: FOR_EVER_MS } },
    { kind: 'shaped', direction: 'sts-to-worker', shaping: { ...UNDISTURBED, delayMs: FOR_EVER_MS } },
    { kind: 'shaped', direction: 'worker-to-sts', shaping: UNDISTURBED },
    { kind: 'shaped', direction: 'sts-to-worker', shaping: { ...UNDISTURBED, delayMs: DELAY_MS } },
  ]);
});

test('one link alone can be disturbed', async () => {
  const { tap, dial, notices } = await startLine();
  const [first, second] = [await dial(), await dial()];
  tap.shape({ delayMs: DELAY_MS }, { directions: ['worker-to-sts'], link: 1 });
  expect(await travelMs(first.worker, first.sts, randomBytes(10))).toBeGreaterThanOrEqual(AT_LEAST_MS);
  tap.shape({ delayMs: FOR_EVER_MS }, { directions: ['worker-to-sts'], link: 1 });
  await travelMs(second.worker, second.sts, randomBytes(10));
  tap.cut(1);
  expect(await ending(first.worker)).toBe('ECONNRESET');
  tap.shape({ delayMs: FOR_EVER_MS }, { link: 1 });
  expect(notices.filter(({ kind }) => kind === 'shaped' || kind === 'cut')).toEqual([
    { kind: 'shaped', direction: 'worker-to-sts', shaping: { ...UNDISTURBED, delayMs: DELAY_MS }, link: 1 },
    {
      kind: 'shaped',
      direction: 'worker-to-sts',
      shaping: { ...UNDISTURBED, delayMs: FOR_EVER_MS },
      link: 1,
    },
    { kind: 'cut', links: [1] },
  ]);
  await travelMs(second.worker, second.sts, randomBytes(10));
});

test('jitter spreads the delay and keeps the order', async () => {
  const { tap, dial } = await startLine();
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

test('a bandwidth is kept, and when it is lifted the rest comes at once', async () => {
  const { tap, dial } = await startLine();
  const { worker, sts } = await dial();
  tap.shape({ bytesPerSecond: 200_000 });
  expect(await travelMs(sts, worker, randomBytes(100_000))).toBeGreaterThan(500 * 0.95);

  // A whole chunk of 64 KiB has been accepted for 100 B/s by then: 11 minutes if it were not let go.
  tap.shape({ bytesPerSecond: 100 });
  const travelled = travelMs(worker, sts, randomBytes(1_000_000));
  await once(sts, 'data');
  tap.shape(UNDISTURBED);
  await travelled;
});

test('cut: both ends are reset, and can connect again at once', async () => {
  const { tap, dial, notice } = await startLine();
  const { worker, sts } = await dial();
  const both = Promise.all([ending(worker), ending(sts)]);
  tap.cut();
  expect(await both).toEqual(['ECONNRESET', 'ECONNRESET']);
  expect(await notice('cut')).toEqual({ kind: 'cut', links: [1] });
  const again = await dial();
  await travelMs(again.worker, again.sts, randomBytes(10));
});

test.each(['worker', 'sts'] as const)(
  'a reset by the %s is passed on as a reset, after what was sent',
  async (who) => {
    const { tap, dial } = await startLine();
    const sockets = await dial();
    const [from, to] = who === 'worker' ? [sockets.worker, sockets.sts] : [sockets.sts, sockets.worker];
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

test('half-open: bytes and ends vanish, and neither side is told', async () => {
  const { tap, dial, notices } = await startLine();
  const { worker, sts } = await dial();
  await travelMs(worker, sts, randomBytes(10));
  let told = 'nothing';
  void ending(sts).then((how) => {
    told = how;
  });
  sts.on('data', () => {
    told = 'data';
  });
  tap.shape({ halfOpen: true });
  worker.write(randomBytes(1000));
  worker.resetAndDestroy();
  await new Promise((resolve) => setTimeout(resolve, A_WHILE_MS));
  expect(told).toBe('nothing');

  // A new link works; the old one ends when its other side does.
  tap.shape({ halfOpen: false });
  const next = await dial();
  await travelMs(next.worker, next.sts, randomBytes(10));
  expect(told).toBe('nothing');
  sts.destroy();
  await expect.poll(() => notices.filter(({ kind }) => kind === 'link-closed').length).toBe(1);
});

test('half-open: a line from which something has vanished stays dead, another one does not', async () => {
  const { tap, dial } = await startLine();
  const [dead, alive] = [await dial(), await dial()];
  const arrived: string[] = [];
  for (const [name, { sts }] of Object.entries({ dead, alive })) sts.on('data', () => arrived.push(name));
  tap.shape({ halfOpen: true });
  dead.worker.write('vanishes');
  await new Promise((resolve) => setTimeout(resolve, A_WHILE_MS));
  tap.shape({ halfOpen: false });
  dead.worker.write('after a gap');
  await travelMs(alive.worker, alive.sts, randomBytes(10));
  await new Promise((resolve) => setTimeout(resolve, A_WHILE_MS));
  expect(arrived).toEqual(['alive']);
});

test('half-open in one direction: the other one goes on', async () => {
  const { tap, dial } = await startLine();
  const { worker, sts } = await dial();
  tap.shape({ halfOpen: true }, { directions: ['sts-to-worker'] });
  let heard = false;
  worker.on('data', () => {
    heard = true;
  });
  sts.write('lost');
  await travelMs(worker, sts, randomBytes(1000));
  expect(heard).toBe(false);
});

test('half-open: Socket.IO finds out by its pings, and comes back', async () => {
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

test('refuse: connections are refused as by a port without a listener, links go on, until it accepts again', async () => {
  const { tap, dial, notices } = await startLine();
  const { worker, sts } = await dial();
  const url = tap.url;
  tap.refuse();
  await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await travelMs(worker, sts, randomBytes(1000));
  await tap.accept();
  expect(tap.url).toBe(url);
  const next = await dial();
  await travelMs(next.worker, next.sts, randomBytes(1000));
  expect(notices.map(({ kind }) => kind)).toEqual(['link-opened', 'refusing', 'accepting', 'link-opened']);
});

test('it stops at once, whatever is under way', async () => {
  const { tap, dial } = await startLine();
  const { worker, sts } = await dial();
  tap.shape({ delayMs: FOR_EVER_MS, bytesPerSecond: 1000 });
  worker.write(randomBytes(100_000));
  sts.write(randomBytes(100_000));
  await new Promise((resolve) => setTimeout(resolve, 20));
  await tap.stop();
});
