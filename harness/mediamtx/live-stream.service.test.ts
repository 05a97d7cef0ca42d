import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '../../lib/testing/free-port.ts';
import { mediamtxConfig, resolveMediamtx } from '../../services/mediamtx/index.ts';
import { pause, systemClock } from '../engine/index.ts';
import { audioOf, probeMedia, videoOf } from '../media/index.ts';
import { MediamtxApiError, MediamtxClient } from './mediamtx-client.ts';
import type { MediamtxPath } from './mediamtx-path.ts';

let folder: string;
let ports: { rtmp: number; rtsp: number; api: number };
let client: MediamtxClient;
let ending: AbortController;
let ended: Promise<unknown>[];

/** Starts a process that is stopped at the end of the test. */
function start(tool: string, args: readonly string[]): void {
  const options = { cancelSignal: ending.signal, reject: false, cwd: folder, stdio: 'ignore' } as const;
  ended.push(execa(tool, args, options));
}

/** Polls until the response is as expected; the time limit of the test ends the wait. */
async function until<T>(query: () => Promise<T>, isExpected: (response: T) => boolean): Promise<T> {
  for (;;) {
    const response = await query().catch((error: unknown) => {
      if (error instanceof MediamtxApiError && error.code === 'MEDIAMTX_UNREACHABLE') return undefined;
      throw error;
    });
    if (response !== undefined && isExpected(response)) return response;
    await pause(systemClock, 50, ending.signal);
  }
}

beforeEach(async () => {
  ending = new AbortController();
  ended = [];
  folder = await mkdtemp(join(tmpdir(), 'dubstep-live-'));
  ports = { rtmp: await freePort(), rtsp: await freePort(), api: await freePort() };
  client = new MediamtxClient(`http://127.0.0.1:${ports.api}`);
  const config = mediamtxConfig({
    ports,
    recordFolder: join(folder, 'recordings'),
    hookScriptPath: '/bin/true',
  });
  await writeFile(join(folder, 'mediamtx.yml'), config);
  start((await resolveMediamtx()).path, ['mediamtx.yml']);
  await until(
    () => client.getGlobalConfig(ending.signal),
    () => true,
  );
});

afterEach(async () => {
  ending.abort();
  await Promise.all(ended);
  await rm(folder, { recursive: true, force: true });
});

test('a stream published to a real MediaMTX is listed, grows, and can be probed while live', async () => {
  const { signal } = ending;
  expect(await client.getGlobalConfig(signal)).toMatchObject({
    api: true,
    rtmpAddress: `127.0.0.1:${ports.rtmp}`,
    rtspAddress: `127.0.0.1:${ports.rtsp}`,
  });
  expect(await client.listPaths(signal)).toEqual([]);
  expect(await client.getPath('live/a/out', signal)).toBeUndefined();

  const rtmp = `rtmp://127.0.0.1:${ports.rtmp}/live/a/out`;
  const video = ['-re', '-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=25'];
  const audio = ['-f', 'lavfi', '-i', 'sine=r=44100'];
  const codecs = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-g',
    '25',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
  ];
  start('ffmpeg', ['-v', 'error', '-nostdin', ...video, ...audio, ...codecs, '-f', 'flv', rtmp]);

  const path = await until(
    () => client.getPath('live/a/out', signal),
    (found) => found?.ready === true && found.bytesReceived > 0,
  );
  expect(path).toEqual<MediamtxPath>({
    name: 'live/a/out',
    ready: true,
    readyTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    sourceType: 'rtmpConn',
    sourceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    tracks: ['H264', 'MPEG-4 Audio'],
    bytesReceived: expect.any(Number),
    bytesSent: 0,
    readers: 0,
  });
  await until(
    () => client.getPath('live/a/out', signal),
    (later) => (later?.bytesReceived ?? 0) > (path?.bytesReceived ?? 0),
  );
  expect((await client.listPaths(signal)).map(({ name }) => name)).toEqual(['live/a/out']);

  for (const url of [rtmp, `rtsp://127.0.0.1:${ports.rtsp}/live/a/out`]) {
    const probe = await probeMedia(url, { signal, withinMs: 15_000 });
    expect(videoOf(probe)).toMatchObject({ codec: 'h264', width: 64, height: 36 });
    expect(audioOf(probe)).toMatchObject({ codec: 'aac', sampleRateHz: 44_100 });
  }
});

test('probing a stream without a publisher fails and does not hang', async () => {
  const options = { signal: ending.signal, withinMs: 15_000 };
  await expect(probeMedia(`rtmp://127.0.0.1:${ports.rtmp}/live/b/out`, options)).rejects.toMatchObject({
    code: 'MEDIA_TOOL_FAILED',
  });
});
