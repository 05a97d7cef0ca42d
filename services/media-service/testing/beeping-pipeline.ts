import { join } from 'node:path';
import { execa } from 'execa';
import { expect, vi } from 'vitest';
import type { WorkerStatus } from '../../contracts/worker-status.ts';
import { beepsOf, makeSource, shownAt } from './beeping-source.ts';
import { frameChecksums } from './clip.ts';
import { startTestPipeline, type TestPipeline } from './test-pipeline.ts';
import { resultOf } from './test-sts.ts';

/** A pipeline with an STS service that echoes each fragment, and a clip of beeps to publish. */
export interface BeepingPipeline extends TestPipeline {
  readonly clip: string;
  /** The same clip in an FLV file. */
  readonly flv: string;
  /** Waits for the end of a stream, and returns its status and the aired media. */
  aired(streamId: string, withinMs: number): Promise<Aired>;
}

export interface Aired {
  readonly status: WorkerStatus;
  /** The number of each aired frame in the clip. */
  readonly frames: readonly number[];
  /** The time of each frame and the start of each beep. */
  readonly shown: readonly number[];
  readonly beeps: readonly number[];
}

/** Starts the pipeline. The clip is in its folder. */
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
    const frames = (await frameChecksums(out)).map((frame) => sent.indexOf(frame));
    return { status, frames, shown: await shownAt(out), beeps: await beepsOf(out) };
  };
  stack.move();
  return { ...pipeline, clip, flv, aired };
}
