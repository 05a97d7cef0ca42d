import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '../../../lib/testing/free-port.ts';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { mediamtxConfig, resolveMediamtx } from '../../../services/mediamtx/index.ts';
import { type RunContext, type RunEvent, type RunResult, runScenario } from '../../engine/index.ts';
import { MediamtxClient } from '../../mediamtx/index.ts';
import { Reaper } from '../../processes/index.ts';
import { findRecording } from '../capture/recordings.ts';
import { probeMedia, videoOf } from '../probe/ffprobe.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { publishEndpoints, publishUrl } from './publish-protocols.ts';
import { StreamPublisher, type StreamPublisherOptions } from './publisher.ts';

const PATH = 'live/x/in';
const FRAMES = 90;

let stack: AsyncDisposableStack;
let folder: Awaited<ReturnType<typeof createTempFolder>>;
let ports: { rtmp: number; rtsp: number; api: number };
let client: MediamtxClient;
let reaper: Reaper;
let mediamtx: { kill(signal: NodeJS.Signals): boolean };

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await createTempFolder());
  reaper = new Reaper();
  stack.defer(() => reaper.stop());
  ports = { rtmp: await freePort(), rtsp: await freePort(), api: await freePort() };
  client = new MediamtxClient(`http://127.0.0.1:${ports.api}`);
  const config = { ports, recordFolder: folder.path, hookScriptPath: '/bin/true' };
  await writeFile(folder.file('mediamtx.yml'), mediamtxConfig(config));
  // One core simulates a busy machine: the recorder runs only after all input has been read.
  const options = { reject: false, stdio: 'ignore', cwd: folder.path, env: { GOMAXPROCS: '1' } } as const;
  const running = execa((await resolveMediamtx()).path, ['mediamtx.yml'], options);
  mediamtx = running;
  stack.defer(async () => {
    running.kill('SIGKILL');
    await running;
  });
  await vi.waitFor(() => client.getGlobalConfig(AbortSignal.timeout(1000)), 10_000);
});
afterEach(() => stack.disposeAsync());

/** Creates a clip whose audio ends before its video, so that no later packet flushes the last frames out of ffmpeg. */
async function makeClip(): Promise<string> {
  const file = folder.file('clip.mp4');
  const video = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=30:duration=3'];
  const audio = ['-f', 'lavfi', '-i', 'sine=sample_rate=44100:duration=2.9'];
  const coded = ['-c:v', 'libx264', '-bf', '0', '-g', '30', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  await ffmpeg([...video, ...audio, ...coded, file]);
  return file;
}

interface Published {
  readonly result: RunResult;
  /** Log lines of the publisher above debug level. */
  readonly logged: readonly string[];
}

/** Runs a scenario of one step that publishes a clip. */
async function publish(
  options: Pick<StreamPublisherOptions, 'protocol' | 'beforeUnpublish'>,
  meanwhile: (publisher: StreamPublisher, signal: AbortSignal) => Promise<void>,
): Promise<Published> {
  const endpoints = publishEndpoints((protocol) => `${protocol}://127.0.0.1:${ports[protocol]}`);
  const url = publishUrl(options.protocol, endpoints, PATH);
  const file = await makeClip();
  const events: RunEvent[] = [];
  const run = async ({ signal }: { readonly signal: AbortSignal }, context: RunContext) => {
    const publisher = new StreamPublisher(context, reaper, { file, url, ...options });
    await publisher.start();
    await meanwhile(publisher, signal);
    return publisher.publishedS;
  };
  const step = { id: 'publish', title: '', timeoutMs: 30_000, run };
  const createRig = (context: RunContext): RunContext => context;
  const result = await runScenario(
    { id: 'demo', title: '', tags: [], params: {}, steps: [step], createRig },
    {
      runId: 'run-1',
      folder: folder.path,
      environment: 'process',
      listeners: [(event) => events.push(event)],
    },
  );
  const logged = events.flatMap((event) =>
    event.type === 'log' && event.source === 'publisher' && event.level !== 'debug' ? [event.message] : [],
  );
  return { result, logged };
}

const isOnAir = async (): Promise<boolean> =>
  (await client.listPaths(AbortSignal.timeout(5000))).some(({ name, ready }) => name === PATH && ready);

async function recordedFrames(): Promise<number> {
  const options = { signal: AbortSignal.timeout(10_000), withinMs: 10_000 };
  return videoOf(await probeMedia(await findRecording(folder.path, PATH), options))?.frameCount ?? 0;
}

/** Resolves when the number of received bytes stops growing. */
async function received(): Promise<void> {
  let [before, now] = [-1, 0];
  while (before < now) {
    await sleep(100);
    [before, now] = [now, (await client.getPath(PATH, AbortSignal.timeout(5000)))?.bytesReceived ?? 0];
  }
}

const never = (): Promise<void> => new Promise(() => undefined);

test.each(['rtmp', 'rtsp'] as const)(
  '%s: keeps the connection until a busy server has processed the last frame',
  async (protocol) => {
    const processed = Promise.withResolvers<void>();
    const beforeUnpublish = async (): Promise<void> => {
      // An unpublish request without a delay would arrive before the server resumes.
      await sleep(200);
      mediamtx.kill('SIGCONT');
      await received();
      processed.resolve();
    };
    const { result, logged } = await publish({ protocol, beforeUnpublish }, async (publisher) => {
      await vi.waitFor(() => expect(publisher.publishedS).toBeGreaterThan(2.2), 10_000);
      mediamtx.kill('SIGSTOP');
      await processed.promise;
      await vi.waitFor(async () => expect(await isOnAir()).toBe(false), 10_000);
    });
    expect(result.steps).toMatchObject([{ status: 'passed', output: expect.closeTo(3, 1) }]);
    expect(logged.toSorted()).toEqual([
      expect.stringMatching(/^kept its connection for \d+ ms after the last packet$/),
      expect.stringMatching(/^published the clip: \d\.\d\d s$/),
    ]);
    // The recorder drops the last frame, whose duration it cannot know.
    expect(await recordedFrames()).toBe(FRAMES - 1);
  },
);

test('disconnects at once when it is killed', async () => {
  const { result } = await publish({ protocol: 'rtmp', beforeUnpublish: never }, async (publisher) => {
    await vi.waitFor(async () => expect(await isOnAir()).toBe(true), 10_000);
    await publisher.kill();
    await vi.waitFor(async () => expect(await isOnAir()).toBe(false), 10_000);
  });
  expect(result.steps).toMatchObject([{ status: 'passed' }]);
});

test('fails the step with the last lines of ffmpeg, without its progress, when another process kills it', async () => {
  const { result } = await publish({ protocol: 'rtmp' }, async (publisher, signal) => {
    await vi.waitFor(() => expect(publisher.publishedS).toBeGreaterThan(2), 10_000);
    await execa('pkill', ['-KILL', '-f', folder.file('clip.mp4')]);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  });
  expect(result.steps).toMatchObject([
    { status: 'failed', error: { message: expect.stringMatching(/by SIGKILL after 2.*\[info\]/s) } },
  ]);
  expect(result.steps[0]?.error?.message).not.toContain('total_size=');
});

test('fails the step with the errors of ffmpeg when the media server dies', async () => {
  const { result } = await publish({ protocol: 'rtmp' }, async (_, signal) => {
    await vi.waitFor(async () => expect(await isOnAir()).toBe(true), 10_000);
    mediamtx.kill('SIGKILL');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  });
  expect(result.steps).toMatchObject([
    { status: 'failed', error: { code: 'PUBLISHER_DIED', message: expect.stringContaining('[error]') } },
  ]);
  // The description of the clip that ffmpeg prints at its start explains nothing.
  expect(result.steps[0]?.error?.message).not.toContain('[info]');
});

test('names the address of a media server that does not listen', async () => {
  ports.rtmp = await freePort();
  const { result } = await publish({ protocol: 'rtmp' }, never);
  const message = expect.stringMatching(
    `on rtmp://127.0.0.1:${ports.rtmp}/live/x/in. [^]*ECONNREFUSED 127.0.0.1:${ports.rtmp}`,
  );
  expect(result.steps).toMatchObject([{ status: 'failed', error: { code: 'PUBLISHER_DIED', message } }]);
});
