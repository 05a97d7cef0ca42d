import { join } from 'node:path';
import { execa } from 'execa';
import { expect, vi } from 'vitest';
import type { WorkerStatus } from '../../contracts/worker-status.ts';
import { beepsOf } from './beeping-source.ts';
import { frameChecksums } from './clip.ts';
import { openLingeringProxy } from './lingering-proxy.ts';
import type { SourceRow } from './source-table.ts';
import type { TestPipeline } from './test-pipeline.ts';

const DURATION_S = 4.2;
/** Of the rows over RTSP. */
const FPS = 30;
const BEEP = "aevalsrc='if(lt(mod(t,1),0.1),0.5*sin(880*2*PI*t),0)'";
/** A container for every codec and every timestamp. */
const CONTAINER = 'nut';
/** A source without any recording is given up after 10 s. */
const ENDED_WITHIN_MS = 40_000;

/**
 * Publishes the source of a row in real time, waits for the end of its stream, and compares status and output with what the
 * row expects.
 */
export async function runSource(pipeline: TestPipeline, row: SourceRow): Promise<void> {
  const file = await encode(pipeline.folder, row);
  await send(pipeline, row, file);
  const status = await ended(pipeline, row.name);
  const seen = { state: status.state, lastError: status.lastError?.message };
  const { expected } = row;
  if (expected.kind === 'refused') {
    expect(seen).toEqual({ state: 'failed', lastError: expect.stringContaining(expected.because) });
    expect(status.lastError?.code).toBe('SOURCE_REFUSED');
    expect(status.ledger.sent).toBe(0);
    return;
  }
  const { because } = expected;
  const lastError = because === undefined ? undefined : expect.stringContaining(because);
  expect(seen).toEqual({ state: 'ended', lastError });
  expect(status.output).toMatchObject({ publications: 1 });
  const { headS = 0, insideS } = status.sourceLost ?? {};
  expect(insideS).toBe(0);
  // The first packets of an RTSP publisher arrive in any order, and MediaMTX may drop the first key frame: it is reported.
  if (row.protocol === 'rtmp') expect(headS).toBe(0);
  const lostFrames = Math.ceil(headS * FPS);
  const { sent, processed } = status.ledger;
  expect(processed).toBe(sent);
  if (expected.kind === 'silent') expect(sent).toBe(0);
  else expect(sent).toBeGreaterThanOrEqual(3);

  const [out = ''] = await pipeline.mediamtx.recordings(`live/${row.name}/out`);
  const [before, aired] = [await frameChecksums(file), await frameChecksums(out)];
  const places = aired.map((frame) => before.indexOf(frame));
  // Frames can be equal: each one is in the source, and none is repeated more often than there.
  expect(places.every((place) => place >= 0)).toBe(true);
  // The recorders of input and output drop the last frame each; the end of an RTSP session may cost one more.
  const dropped = lostFrames + (row.protocol === 'rtmp' ? 2 : 3);
  expect(aired.length).toBeGreaterThanOrEqual(before.length - dropped);
  expect(aired.length).toBeLessThanOrEqual(before.length);
  const beeps = expected.kind === 'silent' ? 0 : Math.floor((row.audioS ?? DURATION_S) - 0.2);
  expect((await beepsOf(out)).length).toBeGreaterThanOrEqual(beeps);
  if (beeps === 0) expect(await beepsOf(out)).toEqual([]);
}

async function encode(folder: string, row: SourceRow): Promise<string> {
  const { video, audio, size = '160x90', fps = '30', filter = 'null', audioTracks = 1 } = row;
  const { videoS = DURATION_S, audioS = DURATION_S } = row;
  const file = join(folder, `${row.name}.${CONTAINER}`);
  const pictures = `testsrc2=size=${size}:rate=${fps}:duration=${videoS},${filter}`;
  const videoArgs = video === undefined ? [] : ['-f', 'lavfi', '-i', pictures];
  const audioArgs = audio === undefined ? [] : ['-f', 'lavfi', '-i', `${BEEP}:s=48000:d=${audioS}`];
  const audioInput = video === undefined ? 0 : 1;
  const coded = [
    ...(video === undefined ? [] : ['-map', '0:v', '-c:v', ...video]),
    ...(audio === undefined
      ? []
      : [
          ...Array<string[]>(audioTracks)
            .fill(['-map', `${audioInput}:a`])
            .flat(),
          '-c:a',
          ...audio,
        ]),
  ];
  const timing = ['-fps_mode', 'passthrough', '-strict', '-2'];
  await execa('ffmpeg', [
    '-v',
    'error',
    ...videoArgs,
    ...audioArgs,
    ...coded,
    ...timing,
    '-f',
    CONTAINER,
    '-y',
    file,
  ]);
  return file;
}

async function send(pipeline: TestPipeline, row: SourceRow, file: string): Promise<void> {
  const { protocol, video, audio, late = {}, output = [] } = row;
  const input = (offset: string | undefined): string[] => [
    ...(offset === undefined ? [] : ['-itsoffset', offset]),
    ...['-re', '-i', file],
  ];
  const isLate = late.video !== undefined || late.audio !== undefined;
  const inputs = isLate ? [...input(late.video), ...input(late.audio)] : input(undefined);
  const maps = [
    ...(video === undefined ? [] : ['-map', '0:v']),
    ...(audio === undefined ? [] : ['-map', isLate ? '1:a' : '0:a']),
  ];
  const args = ['-v', 'error', ...inputs, ...maps, '-c', 'copy', ...output];
  if (protocol === 'rtsp') {
    const to = ['-f', 'rtsp', '-rtsp_transport', 'tcp', pipeline.rtspUrl(row.name)];
    await execa('ffmpeg', [...args, ...to], { stdin: 'ignore' });
    return;
  }
  using connection = await openLingeringProxy(pipeline.inputUrl(row.name));
  await execa('ffmpeg', [...args, '-f', 'flv', connection.url], { stdin: 'ignore' });
  await connection.closed;
}

async function ended(pipeline: TestPipeline, id: string): Promise<WorkerStatus> {
  return await vi.waitFor(
    async () => {
      const status = await pipeline.status(id);
      expect(['ended', 'failed']).toContain(status?.state);
      return status as WorkerStatus;
    },
    { timeout: ENDED_WITHIN_MS, interval: 100 },
  );
}
