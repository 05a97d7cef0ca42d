import { join } from 'node:path';
import { execa } from 'execa';
import { expect, vi } from 'vitest';
import type { WorkerStatus } from '../../contracts/worker-status.ts';
import { beepsOf, makeSource, shownAt } from './beeping-source.ts';
import { frameChecksums } from './clip.ts';
import { startTestPipeline, type TestPipeline } from './test-pipeline.ts';
import { resultOf } from './test-sts.ts';

/** A pipeline whose STS service hands each fragment back as it came, and a clip of beeps to publish to it. */
export interface BeepingPipeline extends TestPipeline {
  readonly clip: string;
  /** The same clip in an FLV file. */
  readonly flv: string;
  /** What the worker says of a stream when it is over, which it must be in time, and what it aired. */
  aired(streamId: string, withinMs: number): Promise<Aired>;
}

export interface Aired {
  readonly status: WorkerStatus;
  /** The number of each picture in the clip. */
  readonly pictures: readonly number[];
  /** When each picture is shown, and when each beep begins. */
  readonly shown: readonly number[];
  readonly beeps: readonly number[];
}

/** The pipeline ends as one that is started for itself; the clip is in its folder. */
export async function startBeepingPipeline(
  durationS: number,
  environment: Readonly<Record<string, string>>,
): Promise<BeepingPipeline> {
  await using stack = new AsyncDisposableStack();
  const pipeline = stack.use(await startTestPipeline(environment));
  pipeline.sts.onFragment = (socket, fragment) => {
    socket.emit('fragment:processed', resultOf(fragment, fragment.audio));
  };
  const clip = await makeSource(pipeline.folder, 'clip', { durationS, audio: ['-ac', '1'] });
  const flv = join(pipeline.folder, 'clip.flv');
  await execa('ffmpeg', ['-v', 'error', '-i', clip, '-c', 'copy', flv]);
  const aired = async (streamId: string, withinMs: number): Promise<Aired> => {
    const status = await vi.waitFor(
      async () => {
        const now = await pipeline.status(streamId);
        expect(['ended', 'failed']).toContain(now?.state);
        return now as WorkerStatus;
      },
      { timeout: withinMs, interval: 100 },
    );
    const outputs = await pipeline.mediamtx.recordings(`live/${streamId}/out`);
    expect(outputs).toHaveLength(1);
    const [out = ''] = outputs;
    const sent = await frameChecksums(clip);
    const pictures = (await frameChecksums(out)).map((frame) => sent.indexOf(frame));
    return { status, pictures, shown: await shownAt(out), beeps: await beepsOf(out) };
  };
  stack.move();
  return { ...pipeline, clip, flv, aired };
}
