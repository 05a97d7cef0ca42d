import { join, resolve } from 'node:path';
import { pause, systemClock } from '../../harness/engine/index.ts';
import { StreamPublisher, writeClipTail } from '../../harness/media/index.ts';
import { clipOutputSchema } from '../evidence/environment-output.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

const WITHIN_MS = 60_000;
const CUT_WITHIN_MS = 20_000;
/** What the publisher sends that comes back, in the run folder. */
const REST_FILE = 'published-again.mp4';

/** A publisher that was killed comes back, as a camera does: with what there is to see by then. */
export function publisherReturns({ afterMs }: { readonly afterMs: number }): DubbingStep {
  return {
    id: 'publisher-returns',
    title: `The publisher comes back after ${afterMs / 1000} s, and goes on with what there is to see by then`,
    timeoutMs: WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      const { run, reaper, options, live } = rig;
      const { clipFile } = ctx.outputOf('environment-setup', clipOutputSchema);
      const returnsAtMs = run.nowMs() + afterMs;
      const { startedAtMs = 0, url } = live.publisher;
      const restFile = rig.fileName(REST_FILE);
      const file = join(run.folder, restFile);
      const fromS = await writeClipTail(resolve(run.folder, clipFile), {
        fromS: (returnsAtMs - startedAtMs) / 1000,
        target: file,
        signal: ctx.signal,
        withinMs: CUT_WITHIN_MS,
      });
      const publisher = new StreamPublisher(run, reaper, { file, url, protocol: options.publish });
      // How long it is away is the fault itself: there is nothing to wait for.
      await pause(systemClock, Math.max(0, returnsAtMs - run.nowMs()), ctx.signal);
      await publisher.start();
      ctx.record('publisher-resumed-at', { value: fromS, unit: 's' });
      ctx.attachFile('published again', restFile, 'video/mp4');
      return undefined;
    },
  };
}
