import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runScenario, type Step } from '../../harness/engine/index.ts';
import { scenarioOptionsSchema } from '../../harness/environments/index.ts';
import { DubbingRig } from './dubbing-rig.ts';
import { forEachStream } from './for-each-stream.ts';

const plan = { fixture: 'x', segmentS: 2, domainHints: [] };

async function run(steps: readonly Step<DubbingRig>[]) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-streams-'));
  const scenario = {
    id: 's',
    title: 's',
    tags: [],
    params: {},
    steps: forEachStream(3, steps),
    createRig: (context: ConstructorParameters<typeof DubbingRig>[0]) =>
      new DubbingRig(context, plan, scenarioOptionsSchema.parse({ streamId: 'a' })),
  };
  return await runScenario(scenario, { runId: 'run', folder: folder.path, environment: 'none' });
}

test('gives each stream its own id, files, evidence, outputs and check instances', async () => {
  const { steps } = await run([
    {
      id: 'first',
      title: 'First',
      timeoutMs: 5000,
      async run(ctx, rig) {
        await ctx.evidence('stream-id', z.string(), async () => rig.streamId);
        return { file: rig.fileName('capture.mp4') };
      },
    },
    {
      id: 'second',
      title: 'Second',
      timeoutMs: 5000,
      async run(ctx, rig) {
        const { file } = ctx.outputOf('first', z.object({ file: z.string() }));
        ctx.check('file', { actual: file, expected: `capture-${rig.streamId.at(-1)}.mp4` });
        return undefined;
      },
    },
  ]);
  expect(steps[0]?.output).toEqual([
    { file: 'capture-1.mp4' },
    { file: 'capture-2.mp4' },
    { file: 'capture-3.mp4' },
  ]);
  expect(steps[1]?.checks.map(({ id, instance, status }) => `${instance} ${id} ${status}`)).toEqual([
    'stream 1 file passed',
    'stream 2 file passed',
    'stream 3 file passed',
  ]);
});

test('fails the step when one stream fails, after the others have ended', async () => {
  const ended: string[] = [];
  const { steps } = await run([
    {
      id: 'only',
      title: 'Only',
      timeoutMs: 5000,
      async run(_, rig) {
        if (rig.streamId === 'a-1') throw new Error('the first one broke');
        await new Promise((resolve) => setImmediate(resolve));
        ended.push(rig.streamId);
        return undefined;
      },
    },
  ]);
  expect(steps[0]?.error?.message).toContain('the first one broke');
  expect(ended).toEqual(['a-2', 'a-3']);
});
