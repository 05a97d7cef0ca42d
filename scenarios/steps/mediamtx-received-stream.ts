import { z } from 'zod';
import { PUBLISH_PROTOCOLS } from '../../harness/media/index.ts';
import type { MediamtxPath } from '../../harness/mediamtx/index.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import type { WaitLimits } from '../rig/wait-limits.ts';

const GROWS_WITHIN_MS = 5000;

/** Output of the step. Times are on the run's clock. */
export const receivedStreamSchema = z.object({ publishedAtMs: z.number(), readyAfterMs: z.number() });

/** MediaMTX unpublishes a stream 0.3 s after the publisher's last packet. */
const UNPUBLISHED_AFTER_MS = 1000;

/** Step 1: MediaMTX lists the path, it is ready, comes from our publisher, and grows. */
export function mediamtxReceivedStream({ endsEarly = false, ...limits }: WaitLimits): DubbingStep {
  return {
    id: 'mediamtx-received-stream',
    title: 'MediaMTX receives the stream',
    timeoutMs: limits.withinMs + GROWS_WITHIN_MS,
    live: true,
    endsEarly,
    // A stream that was received is dubbed, whether its checks passed or not.
    isCritical: ({ output }) => output === undefined,
    async run(ctx, rig) {
      const { publisher, mediamtx, output } = rig.live;
      const find = async (signal: AbortSignal): Promise<MediamtxPath | undefined> =>
        (await mediamtx.listPaths(signal)).find(({ name }) => name === rig.inPath);

      // A retry examines the stream that is already being published.
      if (publisher.startedAtMs === undefined) {
        output.start();
        await publisher.start();
      }
      const startedAtMs = publisher.startedAtMs as number;
      const unreachable = (path: MediamtxPath | undefined): string | undefined => {
        const endedForMs = rig.run.nowMs() - (publisher.endedAtMs ?? Number.NaN);
        return path?.ready !== true && endedForMs >= UNPUBLISHED_AFTER_MS
          ? `the publisher has ended, and the path is ${summary(path)}`
          : undefined;
      };
      const ready = await ctx.poll(`path ${rig.inPath}`, find, {
        until: (path) => path?.ready === true,
        ...(endsEarly && { unreachable }),
        everyMs: 100,
        withinMs: limits.withinMs,
        expected: `${rig.inPath} to be listed and ready`,
        summarise: summary,
      });
      const readyAfterMs = rig.run.nowMs() - startedAtMs;
      const readyBytes = ready?.bytesReceived ?? 0;
      const grown = await ctx.poll('bytes received', find, {
        // All of a short clip may have been received before the path was ready.
        until: (path) => (path?.bytesReceived ?? 0) > (publisher.endedAtMs === undefined ? readyBytes : 0),
        ...(endsEarly && { unreachable }),
        everyMs: 100,
        withinMs: GROWS_WITHIN_MS,
        expected: `more than ${ready?.bytesReceived} bytes`,
        summarise: summary,
      });

      ctx.check('input-ready-after', {
        actual: Math.round(readyAfterMs),
        limit: { max: limits.withinMs },
        unit: 'ms',
      });
      ctx.check('input-source-type', {
        actual: ready?.sourceType ?? 'none',
        expected: PUBLISH_PROTOCOLS[rig.options.publish].sourceType,
      });
      ctx.check('input-tracks', {
        actual: [...(ready?.tracks ?? [])].sort(),
        expected: rig.plan.withoutAudio === true ? ['H264'] : ['H264', 'MPEG-4 Audio'],
      });
      ctx.record('input-bytes', { value: grown?.bytesReceived ?? null, unit: 'bytes' });
      return { publishedAtMs: startedAtMs, readyAfterMs };
    },
  };
}

function summary(path: MediamtxPath | undefined): string {
  if (path === undefined) return 'not listed';
  return `${path.ready ? 'ready' : 'not ready'}, ${path.sourceType ?? 'no source'}, ${path.bytesReceived} bytes`;
}
