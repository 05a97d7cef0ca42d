import { join, resolve } from 'node:path';
import { pause, systemClock } from '../../harness/engine/index.ts';
import { StreamPublisher, writeClipTail } from '../../harness/media/index.ts';
import { clipOutputSchema } from '../evidence/environment-output.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { describeProgress, type StreamProgress, waitForProgress } from '../rig/stream-progress.ts';

const KILL_WITHIN_MS = 65_000;
const RETURN_WITHIN_MS = 60_000;
const CUT_WITHIN_MS = 20_000;
/** What the returning publisher sends, in the run folder. */
const TAIL_FILE = 'published-again.mp4';

/** A fault: the publisher is killed at a point of the stream. */
export function killPublisher({ once }: { readonly once: StreamProgress }): DubbingStep {
  return {
    id: 'kill-publisher',
    title: `Kill the publisher once ${describeProgress(once)}`,
    timeoutMs: KILL_WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      await waitForProgress(ctx, rig, once);
      await rig.live.publisher.kill();
      ctx.record('published-duration', { value: rig.live.publisher.publishedS, unit: 's' });
      return undefined;
    },
  };
}

/** A killed publisher resumes at the clip time that has elapsed. */
export function publisherReturns({ afterMs }: { readonly afterMs: number }): DubbingStep {
  return {
    id: 'publisher-returns',
    title: `Publisher returns after ${afterMs / 1000} s and continues at the present moment of the clip`,
    timeoutMs: RETURN_WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      const { run, reaper, options, live } = rig;
      const { clipFile } = ctx.outputOf('environment-setup', clipOutputSchema);
      const returnsAtMs = run.nowMs() + afterMs;
      const { startedAtMs = 0, url } = live.publisher;
      const tailFile = rig.fileName(TAIL_FILE);
      const file = join(run.folder, tailFile);
      const fromS = await writeClipTail(resolve(run.folder, clipFile), {
        fromS: (returnsAtMs - startedAtMs) / 1000,
        target: file,
        signal: ctx.signal,
        withinMs: CUT_WITHIN_MS,
      });
      const publisher = new StreamPublisher(run, reaper, { file, url, protocol: options.publish });
      // The length of the interruption is the fault itself: there is no condition to poll for.
      await pause(systemClock, Math.max(0, returnsAtMs - run.nowMs()), ctx.signal);
      await publisher.start();
      ctx.record('publisher-resumed-at', { value: fromS, unit: 's' });
      ctx.attachFile('published again', tailFile, 'video/mp4');
      return undefined;
    },
  };
}
