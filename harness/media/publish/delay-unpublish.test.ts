import { once } from 'node:events';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { UnpublishDelay } from './delay-unpublish.ts';

/** A goodbye that is held until it is let go, what has passed, and how often it was held. */
function start() {
  const { promise, resolve: letGo } = Promise.withResolvers<void>();
  const holds: AbortSignal[] = [];
  const goodbye = new UnpublishDelay((signal) => {
    holds.push(signal);
    return promise;
  });
  let passed = '';
  goodbye.on('data', (chunk: Buffer) => {
    passed += chunk.toString('latin1');
  });
  return { goodbye, holds, letGo, passed: () => passed };
}

test.each([
  ['RTMP', 'picture\u0000\u0011', 'FCUnpublish then deleteStream'],
  ['RTSP', '$\u0000sound', 'TEARDOWN rtsp://127.0.0.1/live/x/in RTSP/1.0'],
])("of %s's last bytes the media passes at once, the goodbye when it is let go", async (_, media, last) => {
  const { goodbye, holds, letGo, passed } = start();
  goodbye.write('more media, ');
  goodbye.end(Buffer.from(media + last, 'latin1'));
  await turn();
  expect(passed()).toBe(`more media, ${media}`);
  letGo();
  await once(goodbye, 'end');
  expect(passed()).toBe(`more media, ${media}${last}`);
  expect(holds).toHaveLength(1);
});

test('an end without a goodbye waits as well', async () => {
  const { goodbye, holds, letGo, passed } = start();
  goodbye.end('media');
  await turn();
  expect({ passed: passed(), ended: goodbye.readableEnded, holds: holds.length }).toEqual({
    passed: 'media',
    ended: false,
    holds: 1,
  });
  letGo();
  await once(goodbye, 'end');
});

test('nobody waits for a connection that is closed', async () => {
  const signals: AbortSignal[] = [];
  const goodbye = new UnpublishDelay(async (signal) => {
    signals.push(signal);
    await sleep(60_000, undefined, { signal });
  });
  goodbye.end('media');
  goodbye.resume();
  await turn();
  goodbye.destroy();
  await turn();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});
