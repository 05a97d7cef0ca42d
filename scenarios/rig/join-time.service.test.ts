import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { type RunContext, runScenario, type Step } from '../../harness/engine/index.ts';
import { scenarioOptionsSchema } from '../../harness/environments/index.ts';
import { AudioCache } from '../evidence/audio-cache.ts';
import type { Joined } from '../evidence/collect-fragments.ts';
import type { DubbingRig } from './dubbing-rig.ts';
import { findJoinTime } from './join-time.ts';

const LEAD_IN_S = 2;
const SEGMENT_S = 2;

/** @returns the join time of a pipeline whose segment after the lead-in is `segment`, and what is published */
async function joined(timestampMs: number, segmentFilter: string): Promise<Joined | undefined> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-join-'));
  const clipFile = join(folder.path, 'clip.wav');
  const segmentFile = join(folder.path, 'segment.wav');
  const ffmpeg = (...args: readonly string[]) => execa('ffmpeg', ['-v', 'error', '-nostdin', ...args]);
  await ffmpeg('-f', 'lavfi', '-i', 'anoisesrc=seed=4:d=8:r=8000', clipFile);
  await ffmpeg('-i', clipFile, '-af', segmentFilter, segmentFile);
  const audio = { format: 'wav', data_base64: (await readFile(segmentFile)).toString('base64') };
  const sent = Array.from({ length: 2 }, () => ({ payload: { audio, timestamp: timestampMs } }));
  let found: Joined | undefined;
  const step: Step<RunContext> = {
    id: 'step',
    title: 'A step',
    timeoutMs: 20_000,
    async run(ctx, run) {
      const live = { observer: { fragments: { sent } }, publisher: {} } as unknown as DubbingRig['live'];
      const options = scenarioOptionsSchema.parse({ environment: 'attach' });
      const rig = { live, run, options, streamId: 'x', audioCache: new AudioCache(run.folder, run.signal) };
      const published = { clipFile, leadInS: LEAD_IN_S, segmentS: SEGMENT_S, withinMs: 1000 };
      found = await findJoinTime(ctx, rig, published);
      return undefined;
    },
  };
  const scenario = {
    ...{ id: 's', title: 's', tags: [], params: {}, steps: [step] },
    createRig: (run: RunContext) => run,
  };
  const result = await runScenario(scenario, { runId: 'run', folder: folder.path, environment: 'none' });
  expect(result.steps[0]?.error).toBeUndefined();
  return found;
}

test('locates a segment of the clip in what is published', async () => {
  // The worker's clock shows 2 s when the segment at 3.5 s starts.
  expect(await joined(2000, 'atrim=3.5:5.5')).toEqual({ joinedS: expect.closeTo(1.5, 2) });
  expect(await joined(2000, 'atrim=2:4')).toEqual({ joinedS: 0 });
});

test('reports the join time as unknown when the published file does not contain the segment', async () => {
  const found = await joined(2000, 'atrim=2:4,areverse');
  expect(found).toEqual({ unknown: expect.stringContaining('the audio of segment 1 is not in') });
});
