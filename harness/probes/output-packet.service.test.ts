import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { pause, systemClock } from '../engine/index.ts';
import { MediamtxClient } from '../mediamtx/index.ts';
import { mediamtxPathsProbe } from './mediamtx-paths.ts';
import { outputPacketProbe } from './output-packet.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';
import { startMediamtx } from './testing/test-mediamtx.ts';

async function livePipeline() {
  const { endpoints, ...pipeline } = await absentPipeline();
  const mediamtx = await startMediamtx();
  return { ...pipeline, endpoints: { ...endpoints, ...mediamtx.endpoints } };
}

/** Publishes video and audio, and waits until the path is ready. */
async function publish(endpoints: { readonly rtmpUrl: string; readonly mediamtxApiUrl: string }) {
  const ending = new AbortController();
  const inputs = ['-re', '-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=25', '-f', 'lavfi', '-i', 'sine=r=44100'];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-c:a', 'aac', '-f', 'flv'];
  const publisher = execa('ffmpeg', [...inputs, ...codecs, `${endpoints.rtmpUrl}/live/run-1/out`], {
    cancelSignal: ending.signal,
    reject: false,
    stdio: 'ignore',
  });
  onTestFinished(async () => {
    ending.abort();
    await publisher;
  });
  const client = new MediamtxClient(endpoints.mediamtxApiUrl);
  while ((await client.getPath('live/run-1/out', ending.signal))?.ready !== true) {
    await pause(systemClock, 50, ending.signal);
  }
  return { publisher };
}

test('records the tracks of a live output, and a publisher that is stopped', async () => {
  const pipeline = await livePipeline();
  const url = `${pipeline.endpoints.rtmpUrl}/live/run-1/out`;
  const { publisher } = await publish(pipeline.endpoints);
  // A busy machine may need longer than the probe has.
  await expect
    .poll(() => observe(outputPacketProbe, pipeline), { timeout: 30_000 })
    .toEqual([{ url, received: true, tracks: ['h264', 'aac'] }]);
  expect(await observe(mediamtxPathsProbe, pipeline)).toMatchObject([
    {
      status: 200,
      paths: [
        { name: 'live/run-1/out', ready: true, sourceType: 'rtmpConn', tracks: ['H264', 'MPEG-4 Audio'] },
      ],
    },
  ]);

  publisher.kill('SIGSTOP');
  onTestFinished(() => void publisher.kill('SIGCONT'));
  expect(await observe(outputPacketProbe, pipeline)).toEqual([
    { url, received: false, error: 'no packet within 2200 ms' },
  ]);
});

test('observes nothing when MediaMTX does not list the output, or does not respond', async () => {
  const pipeline = await livePipeline();
  expect(await observe(outputPacketProbe, pipeline)).toEqual([]);
  expect(await observe(mediamtxPathsProbe, pipeline)).toMatchObject([{ status: 200, paths: [] }]);
  const absent = await absentPipeline();
  expect(await observe(outputPacketProbe, absent)).toEqual([]);
  expect(await observe(mediamtxPathsProbe, absent)).toEqual([
    {
      url: expect.stringContaining(absent.endpoints.mediamtxApiUrl),
      error: expect.stringContaining('ECONNREFUSED'),
    },
  ]);
});
