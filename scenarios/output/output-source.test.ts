import { cp, mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type RunContext, runScenario, type Step, type StepContext } from '../../harness/engine/index.ts';
import type { StartedEnvironment } from '../../harness/environments/index.ts';
import { publishEndpoints } from '../../harness/media/index.ts';
import { Reaper } from '../../harness/processes/index.ts';
import type { CaptureMethod } from '../rig/dubbing-plan.ts';
import { type OutputSource, outputSourceOf } from './output-source.ts';

const url = 'http://127.0.0.1:9';
const endpoints = { ...publishEndpoints(() => url), mediamtxApiUrl: url, mediaServiceUrl: url, stsUrl: url };

/** MediaMTX on another machine that has recorded `paths`. */
async function remoteEnvironment(folder: string, paths: readonly string[]): Promise<StartedEnvironment> {
  for (const path of paths) {
    await mkdir(join(folder, path), { recursive: true });
    await writeFile(join(folder, path, '1.mp4'), `recording of ${path}`);
  }
  return {
    endpoints,
    recordingsFolder: undefined,
    services: [],
    async copyRecordings(path, toFolder) {
      await mkdir(dirname(join(toFolder, path)), { recursive: true });
      await cp(join(folder, path), join(toFolder, path), { recursive: true });
    },
  };
}

async function inRun(
  environment: StartedEnvironment,
  use: (source: OutputSource, ctx: StepContext, run: RunContext) => Promise<void>,
  capture?: CaptureMethod,
) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-source-'));
  const step: Step<RunContext> = {
    id: 'step',
    title: 'A step',
    timeoutMs: 5000,
    async run(ctx, run) {
      const paths = {
        inPath: 'live/x/in',
        outPath: 'live/x/out',
        url,
        captureFile: join(run.folder, 'c.mp4'),
      };
      const reaper = new Reaper();
      run.defer('end the reaper', () => reaper.stop());
      await use(outputSourceOf(environment, { run, reaper, capture, ...paths }), ctx, run);
      return undefined;
    },
  };
  const createRig = (run: RunContext) => run;
  const scenario = { id: 's', title: 's', tags: [], params: {}, steps: [step], createRig };
  return await runScenario(scenario, { runId: 'run', folder: folder.path, environment: 'none' });
}

test('copies the recordings of output and input from another machine', async () => {
  await using remote = await mkdtempDisposable(join(tmpdir(), 'dubstep-remote-'));
  const environment = await remoteEnvironment(remote.path, ['live/x/in', 'live/x/out']);
  const result = await inRun(environment, async (source, ctx, run) => {
    expect(source.by).toBe('recording');
    const target = join(run.folder, 'capture.mp4');
    expect(await source.take(target, ctx.signal)).toMatchObject({
      sizeBytes: 'recording of live/x/out'.length,
    });
    expect(await readFile(target, 'utf8')).toBe('recording of live/x/out');
    expect(await readFile(join(run.folder, 'recordings/live/x/in/1.mp4'), 'utf8')).toBe(
      'recording of live/x/in',
    );
  });
  expect(result.steps[0]?.error).toBeUndefined();
});

test('captures the output without a recording of the input', async () => {
  await using remote = await mkdtempDisposable(join(tmpdir(), 'dubstep-remote-'));
  const environment = await remoteEnvironment(remote.path, ['live/x/out']);
  const result = await inRun(environment, async (source, ctx, run) => {
    await source.take(join(run.folder, 'capture.mp4'), ctx.signal);
  });
  expect(result.steps[0]?.error).toBeUndefined();
});

test('names the place where a recording was expected', async () => {
  await using remote = await mkdtempDisposable(join(tmpdir(), 'dubstep-remote-'));
  const result = await inRun(await remoteEnvironment(remote.path, []), async (source, ctx, run) => {
    await source.take(join(run.folder, 'capture.mp4'), ctx.signal);
  });
  expect(result.steps[0]?.error).toMatchObject({
    code: 'CAPTURE_MISSING',
    message: expect.stringMatching(
      /expected one recording of the output in .*live\/x\/out, found none that could be copied/,
    ),
  });
});

test('uses a reader when the output is not recorded', async () => {
  const unrecorded = { endpoints, recordingsFolder: undefined, services: [] };
  const result = await inRun(unrecorded, async (source) => {
    expect(source.by).toBe('reader');
  });
  expect(result.steps[0]?.error).toBeUndefined();
});

test("uses a reader with `capture: 'reader'`", async () => {
  const recorded = { endpoints, recordingsFolder: '/recordings', services: [] };
  const by: string[] = [];
  const look = async (source: OutputSource): Promise<void> => {
    by.push(source.by);
  };
  await inRun(recorded, look, 'reader');
  await inRun(recorded, look);
  expect(by).toEqual(['reader', 'recording']);
});

test('an output that comes back is taken as all of its recordings, in their order', async () => {
  await using remote = await mkdtempDisposable(join(tmpdir(), 'dubstep-remote-'));
  const environment = await remoteEnvironment(remote.path, ['live/x/in', 'live/x/out']);
  await writeFile(join(remote.path, 'live/x/out/2.mp4'), 'and again');
  const taken: string[] = [];
  const take = async (source: OutputSource, ctx: StepContext, run: RunContext): Promise<void> => {
    const { sizeBytes, publications = [] } = await source.take(join(run.folder, 'capture.mp4'), ctx.signal);
    for (const { file } of publications) taken.push(`${basename(file)}: ${await readFile(file, 'utf8')}`);
    expect(sizeBytes).toBe('recording of live/x/outand again'.length);
  };
  const result = await inRun(environment, take, 'recordings');
  expect(result.steps[0]?.error).toBeUndefined();
  expect(taken).toEqual(['capture.mp4: recording of live/x/out', 'capture-part-2.mp4: and again']);
  // With a single publication, a second recording would go unnoticed.
  const one = await inRun(environment, take);
  expect(one.steps[0]?.error?.message).toContain('found 2: 1.mp4, 2.mp4');
});

test('rejects an output with several publications when recordings cannot be read', async () => {
  const unrecorded = { endpoints, recordingsFolder: undefined, services: [] };
  const result = await inRun(unrecorded, async () => undefined, 'recordings');
  expect(result.steps[0]?.error).toMatchObject({ code: 'OUTPUT_NOT_RECORDED', fault: 'ENVIRONMENT' });
});
