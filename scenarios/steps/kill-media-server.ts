import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { awaitMoment, type Moment, tellMoment } from '../rig/moment.ts';
import { serviceControl } from '../rig/service-control.ts';

const WITHIN_MS = 65_000;

/** A fault: MediaMTX is killed at a moment of the stream, and takes every connection with it. */
export function killMediaServer({ once }: { readonly once: Moment }): DubbingStep {
  return {
    id: 'kill-mediamtx',
    title: `MediaMTX is killed once ${tellMoment(once)}, and its publishers lose their connections`,
    timeoutMs: WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      const control = serviceControl(rig);
      const { publisher } = rig.live;
      await awaitMoment(ctx, rig, once);
      // A publisher whose connection breaks ends in the same moment; told to, it is not taken for the fault itself.
      const [identity] = await Promise.all([control.kill('mediamtx'), publisher.kill()]);
      ctx.record('killed-process', { value: identity });
      ctx.record('published-duration', { value: publisher.publishedS, unit: 's' });
      return undefined;
    },
  };
}
