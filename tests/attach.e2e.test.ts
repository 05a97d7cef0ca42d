import { once } from 'node:events';
import { mkdtempDisposable } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Json } from '../harness/engine/index.ts';
import { CliRun } from './testing/cli-run.ts';
import { KeptPipeline } from './testing/kept-pipeline.ts';

let pipeline: KeptPipeline;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;

beforeAll(async () => {
  pipeline = await KeptPipeline.start();
  folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-attach-'));
  return async () => {
    await pipeline.end();
    await folder.remove();
  };
});

function attached(config: string, ...args: readonly string[]): CliRun {
  return new CliRun('quick', '--env', 'attach', '--config', config, '--sts', 'echo', ...args);
}

async function actual(run: CliRun, step: string, checkId: string): Promise<Json | undefined> {
  const { steps } = await run.result();
  return steps.find(({ id }) => id === step)?.checks.find((check) => check.id === checkId)?.actual;
}

test('a pipeline that is already running is tested through its URLs, read like any viewer reads it', async () => {
  const run = attached(await pipeline.configIn(folder.path));
  expect(await run.exitCode(), run.output).toBe(0);
  const missed = await actual(run, 'output-stream', 'frames-before-capture');
  expect(missed, 'a reader joins late').toBeGreaterThan(0);
  expect(await run.leftovers()).toEqual([]);
});

test('with a lead-in a late reader loses the slate, and the clip is measured wholly', async () => {
  const run = attached(await pipeline.configIn(folder.path), '--lead-in', '5s');
  expect(await run.exitCode(), run.output).toBe(0);
  const output = (name: string) => actual(run, 'output-stream', name);
  expect(await output('lead-in-frames-missed')).toBeGreaterThan(0);
  expect(await output('frames-missing-start')).toBe(0);
  expect(await output('lead-in-segments')).toEqual([0, 1, 2]);
  expect(await output('segment-audio')).toEqual(Array(5).fill('dubbed'));
  const again = new CliRun('quick', '--run', await run.runId(), '--from', '4');
  expect(await again.exitCode(), again.output).toBe(0);
});

test('with a lead-in a pipeline that itself joins late loses the slate, and the clip is measured wholly', async () => {
  const config = await pipeline.configIn(folder.path, `paths: { input: 'live/{stream}-studio/out' }`);
  const run = attached(config, '--stream', 'late', '--lead-in', '8s');
  const passedOn = pipeline.passOn('live/late-studio/out', 'live/late/in');
  expect(await run.exitCode(), run.output).toBe(0);
  await passedOn;
  const joinedS = await actual(run, 'fragments-processed', 'pipeline-joined-after');
  expect(joinedS, 'not from the beginning').toBeGreaterThan(1);
  expect(await actual(run, 'output-stream', 'frames-missing-start')).toBe(0);
});

const WITHOUT_OBSERVERS = `socketio: { namespace: '/nobody' }`;

test('an STS service without a namespace for observers: what only it could show is not measured, with what to do', async () => {
  const run = attached(await pipeline.configIn(folder.path, WITHOUT_OBSERVERS));
  expect(await run.exitCode()).toBe(1);
  const { steps } = await run.result();
  expect(steps.map(({ status, error }) => error?.code ?? status)).toEqual([
    ...['passed', 'passed', 'passed', 'NOT_MEASURED', 'NOT_MEASURED', 'NOT_MEASURED', 'NOT_MEASURED'],
  ]);
  expect(steps.flatMap(({ error }) => error?.fault ?? [])).toEqual(Array(4).fill('INCONCLUSIVE'));
  expect(steps[3]?.error?.message).toMatch(/has no namespace \/nobody for observers\. .*--observe tap/);
  expect(await actual(run, 'output-stream', 'frames-dropped'), 'the picture is judged all the same').toBe(0);
  expect(await actual(run, 'metrics', 'counter-processed')).toBe(5);
});

test('a worker that was pointed at the tap is seen through it, by a service that shows nothing itself', async () => {
  const port = await freePort();
  await pipeline.pointWorkerAt(`http://127.0.0.1:${port}`);
  const more = `${WITHOUT_OBSERVERS}, tap: { listen: '127.0.0.1:${port}' }`;
  const run = attached(await pipeline.configIn(folder.path, more), '--observe', 'tap');
  expect(await run.exitCode(), run.output).toBe(0);
  expect((await run.result()).steps.map(({ status }) => status)).toEqual(Array(7).fill('passed'));
  expect(await actual(run, 'fragments-processed', 'fragments-processed')).toBe(5);
  expect(await run.leftovers()).toEqual([]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
