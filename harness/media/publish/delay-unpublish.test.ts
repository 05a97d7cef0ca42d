import { once } from 'node:events';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DelayUnpublish } from './delay-unpublish.ts';
import { PUBLISH_PROTOCOLS } from './publish-protocols.ts';

const MARKERS = [
  ['RTMP', PUBLISH_PROTOCOLS.rtmp.unpublishMarker],
  ['RTSP', PUBLISH_PROTOCOLS.rtsp.unpublishMarker],
] as const;

/** A stream whose delays last until `release`, with what it has forwarded and the signals of its delays. */
function start(marker: string) {
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const delays: AbortSignal[] = [];
  const stream = new DelayUnpublish(marker, (signal) => {
    delays.push(signal);
    return promise;
  });
  let forwarded = '';
  stream.on('data', (chunk: Buffer) => {
    forwarded += chunk.toString('latin1');
  });
  return { stream, delays, release, forwarded: () => forwarded };
}

test.each(MARKERS)('%s: forwards media at once and delays the unpublish request', async (_, marker) => {
  const { stream, delays, release, forwarded } = start(marker);
  stream.write('media, ');
  stream.end(Buffer.from(`last\u0000media${marker} and its rest`, 'latin1'));
  await turn();
  expect(forwarded()).toBe('media, last\u0000media');
  release();
  await once(stream, 'end');
  expect(forwarded()).toBe(`media, last\u0000media${marker} and its rest`);
  expect(delays).toHaveLength(1);
});

test.each(MARKERS)('%s: delays an unpublish request that arrives in pieces', async (_, marker) => {
  for (let cut = 1; cut < marker.length; cut += 1) {
    const { stream, delays, release, forwarded } = start(marker);
    stream.write(Buffer.from(`media${marker.slice(0, cut)}`, 'latin1'));
    stream.write(Buffer.from(`${marker.slice(cut)} and its rest`, 'latin1'));
    await turn();
    // An incomplete request has no effect on the server.
    expect([cut, forwarded()]).toEqual([cut, `media${marker.slice(0, cut)}`]);
    release();
    stream.end();
    await once(stream, 'end');
    expect(forwarded()).toBe(`media${marker} and its rest`);
    expect(delays).toHaveLength(1);
  }
});

test('delays an unpublish request that arrives byte by byte', async () => {
  const [, marker] = MARKERS[0];
  const { stream, delays, release, forwarded } = start(marker);
  for (const byte of Buffer.from(`media${marker}rest`, 'latin1')) stream.write(Buffer.of(byte));
  await turn();
  expect(forwarded()).toBe(`media${marker.slice(0, -1)}`);
  release();
  stream.end();
  await once(stream, 'end');
  expect(forwarded()).toBe(`media${marker}rest`);
  expect(delays).toHaveLength(1);
});

test.each([
  ['the name of the RTMP command', PUBLISH_PROTOCOLS.rtmp.unpublishMarker, 'a title: FCUnpublish'],
  ['the RTSP method', PUBLISH_PROTOCOLS.rtsp.unpublishMarker, 'a title: TEARDOWN'],
  [
    'the request of the other protocol',
    PUBLISH_PROTOCOLS.rtmp.unpublishMarker,
    'TEARDOWN rtsp://h/live/x/in',
  ],
])('does not mistake %s in media for an unpublish request', async (_, marker, media) => {
  const { stream, delays, forwarded } = start(marker);
  stream.write(`${media}, more media`);
  await turn();
  expect(forwarded()).toBe(`${media}, more media`);
  expect(delays).toEqual([]);
  stream.destroy();
});

test.each([
  ['in the same chunk', (media: string, request: string) => [media + request]],
  ['in a later chunk', (media: string, request: string) => [media, request]],
])('delays the unpublish request also after media that contains one, %s', async (_, chunksOf) => {
  const [, marker] = MARKERS[1];
  const releases: (() => void)[] = [];
  const stream = new DelayUnpublish(marker, () => new Promise((resolve) => releases.push(resolve)));
  let forwarded = '';
  stream.on('data', (chunk: Buffer) => {
    forwarded += chunk.toString('latin1');
  });
  for (const chunk of chunksOf(`media with ${marker}, more media, `, `${marker}rest`)) stream.write(chunk);
  await turn();
  expect(forwarded).toBe('media with ');
  releases[0]?.();
  await turn();
  expect(forwarded).toBe(`media with ${marker}, more media, `);
  releases[1]?.();
  await turn();
  expect(forwarded).toBe(`media with ${marker}, more media, ${marker}rest`);
  stream.destroy();
});

test('delays the end of a connection that closes without an unpublish request', async () => {
  const { stream, delays, release, forwarded } = start('marker');
  stream.end('media');
  await turn();
  expect({ forwarded: forwarded(), ended: stream.readableEnded, delays: delays.length }).toEqual({
    forwarded: 'media',
    ended: false,
    delays: 1,
  });
  release();
  await once(stream, 'end');
});

test('aborts the delay when the connection is closed', async () => {
  const signals: AbortSignal[] = [];
  const stream = new DelayUnpublish('marker', async (signal) => {
    signals.push(signal);
    await sleep(60_000, undefined, { signal });
  });
  stream.end('media');
  stream.resume();
  await turn();
  stream.destroy();
  await turn();
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});
