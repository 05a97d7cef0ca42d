import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defineScenario, type Reporter, type RunEvent, run } from './index.ts';

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'run-'));
});
afterEach(() => rm(runsFolder, { recursive: true }));

/** Records the event types it receives. */
class RecordingReporter implements Reporter {
  readonly name = 'recording';
  readonly types: RunEvent['type'][] = [];
  finished: string | undefined;

  event({ type }: RunEvent): void {
    this.types.push(type);
  }

  finish(runFolder: string): void {
    this.finished = runFolder;
  }
}

const counting = defineScenario({
  id: 'counting',
  title: 'Counts',
  createRig: (context) => ({
    last: 2,
    open: () => context.defer('counter', () => undefined),
  }),
  steps: [
    {
      id: 'count',
      title: 'Counts to three',
      timeoutMs: 1000,
      async run(ctx, rig) {
        rig.open();
        ctx.check('last', { actual: rig.last, limit: { min: 3 }, unit: 'numbers' });
      },
    },
  ],
});

test('writes reports to the run folder, and calls a custom reporter', async () => {
  const recording = new RecordingReporter();
  const result = await run(counting, { environment: 'lab', reporters: ['html', recording], runsFolder });
  expect(result).toMatchObject({ status: 'failed', environment: 'lab', tags: [], params: {} });
  const folder = join(runsFolder, result.runId);
  expect(await readdir(folder)).toEqual(['events.ndjson', 'index.html', 'result.json']);
  expect(JSON.parse(await readFile(join(folder, 'result.json'), 'utf8'))).toEqual(result);
  expect(recording.types).toEqual([
    'run:start',
    'step:start',
    'check',
    'step:end',
    'shutdown',
    'teardown',
    'run:end',
  ]);
  expect(recording.finished).toBe(folder);
});

test('a reporter that throws does not affect the run', async () => {
  const broken: Reporter = {
    name: 'broken',
    event: () => {
      throw new Error('no');
    },
  };
  const { steps } = await run(counting, { reporters: [broken], runsFolder });
  expect(steps.map(({ error }) => error?.code)).toEqual(['CHECK_FAILED']);
});

test('ends early when the caller aborts, and removes its signal handlers', async () => {
  const before = process.listenerCount('SIGINT');
  const caller = new AbortController();
  const waiting = defineScenario({
    id: 'waiting',
    title: 'Waits',
    createRig: () => undefined,
    steps: [
      {
        id: 'wait',
        title: 'Waits for the end',
        timeoutMs: 5000,
        async run(ctx) {
          setImmediate(() => caller.abort(new Error('enough')));
          await once(ctx.signal, 'abort');
        },
      },
    ],
  });
  const { status } = await run(waiting, { reporters: [], runsFolder, signal: caller.signal });
  expect(status).toBe('interrupted');
  expect(process.listenerCount('SIGINT')).toBe(before);
});
