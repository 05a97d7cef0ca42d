import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { describeProgress, type StreamProgress, waitForProgress } from '../rig/stream-progress.ts';

const WITHIN_MS = 70_000;
const ON_AIR_WITHIN_MS = 5000;

/** A fault: MediaMTX closes the connection over which the output is published. */
export function kickOutput({ once }: { readonly once: StreamProgress }): DubbingStep {
  return {
    id: 'kick-output',
    title: `MediaMTX closes the connection of the output once ${describeProgress(once)}`,
    timeoutMs: WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      const { mediamtx } = rig.live;
      await waitForProgress(ctx, rig, once);
      const output = await ctx.poll(
        `path ${rig.outPath}`,
        async (signal) => (await mediamtx.listPaths(signal)).find(({ name }) => name === rig.outPath),
        {
          until: (path) => path?.ready === true,
          everyMs: 50,
          withinMs: ON_AIR_WITHIN_MS,
          expected: `${rig.outPath} to be on air`,
          summarise: (path) => (path === undefined ? 'not listed' : path.ready ? 'ready' : 'not ready'),
        },
      );
      ctx.check('output-source-type', { actual: output?.sourceType ?? 'none', expected: 'rtmpConn' });
      const connection = output?.sourceId ?? '';
      await mediamtx.kickRtmpConnection(connection, ctx.signal);
      ctx.record('closed-connection', { value: `RTMP connection ${connection}` });
      return undefined;
    },
  };
}
