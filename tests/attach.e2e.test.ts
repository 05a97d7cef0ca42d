import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Json } from '../harness/engine/index.ts';
import { freePort } from '../lib/testing/free-port.ts';
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

test('attaches to a running pipeline by its URLs and captures its output as a reader', async () => {
  const run = attached(await pipeline.configIn(folder.path));
  expect(await run.exitCode(), run.output).toBe(0);
  const missed = await actual(run, 'output-stream', 'frames-before-capture');
  expect(missed, 'a reader joins late').toBeGreaterThan(0);
  expect(await run.leftovers()).toEqual([]);
});

test('measures the whole clip when a reader joins late, during the lead-in', async () => {
  const run = attached(await pipeline.configIn(folder.path), '--lead-in', '5s');
  expect(await run.exitCode(), run.output).toBe(0);
  const output = (name: string) => actual(run, 'output-stream', name);
  expect(await output('lead-in-frames-missed')).toBeGreaterThan(0);
  expect(await output('frames-missing-start')).toBe(0);
  expect(await output('lead-in-segments')).toEqual([0, 1, 2]);
  expect(await output('segment-audio')).toEqual(Array(5).fill('dubbed'));
  const reevaluation = new CliRun('quick', '--run', await run.runId(), '--from', '4');
  expect(await reevaluation.exitCode(), reevaluation.output).toBe(0);
});

test('measures the whole clip when the pipeline joins late, during the lead-in', async () => {
  const config = await pipeline.configIn(folder.path, `paths: { input: 'live/{stream}-studio/out' }`);
  const run = attached(config, '--stream', 'late', '--lead-in', '8s');
  const relayed = pipeline.relay('live/late-studio/out', 'live/late/in');
  expect(await run.exitCode(), run.output).toBe(0);
  await relayed;
  const joinedS = await actual(run, 'fragments-processed', 'pipeline-joined-after');
  expect(joinedS, 'the pipeline joins late').toBeGreaterThan(1);
  expect(await actual(run, 'output-stream', 'frames-missing-start')).toBe(0);
});

const WITHOUT_OBSERVERS = `socketio: { namespace: '/none' }`;

test('reports checks as not measured, with a remedy, for an STS service without observers', async () => {
  const run = attached(await pipeline.configIn(folder.path, WITHOUT_OBSERVERS));
  expect(await run.exitCode()).toBe(1);
  const { steps } = await run.result();
  expect(steps.map(({ status, error }) => error?.code ?? status)).toEqual([
    ...['passed', 'passed', 'passed', 'NOT_MEASURED', 'NOT_MEASURED', 'NOT_MEASURED', 'NOT_MEASURED'],
  ]);
  expect(steps.flatMap(({ error }) => error?.fault ?? [])).toEqual(Array(4).fill('INCONCLUSIVE'));
  expect(steps[3]?.error?.message).toMatch(/has no namespace \/none for observers\. .*--observe tap/);
  expect(await actual(run, 'output-stream', 'frames-dropped'), 'the video is still checked').toBe(0);
  expect(await actual(run, 'metrics', 'counter-processed')).toBe(5);
});

test('observes a worker through the tap with an STS service without observers', async () => {
  const port = await freePort();
  await pipeline.setStsUrl(`http://127.0.0.1:${port}`);
  const more = `${WITHOUT_OBSERVERS}, tap: { listen: '127.0.0.1:${port}' }`;
  const run = attached(await pipeline.configIn(folder.path, more), '--observe', 'tap');
  expect(await run.exitCode(), run.output).toBe(0);
  expect((await run.result()).steps.map(({ status }) => status)).toEqual(Array(7).fill('passed'));
  expect(await actual(run, 'fragments-processed', 'fragments-processed')).toBe(5);
  expect(await run.leftovers()).toEqual([]);
});
