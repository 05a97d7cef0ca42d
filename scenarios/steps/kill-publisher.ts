import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { awaitMoment, type Moment, tellMoment } from '../rig/moment.ts';

const WITHIN_MS = 65_000;

/** A fault: the publisher is killed at a moment of the stream, and does not come back. */
export function killPublisher({ once }: { readonly once: Moment }): DubbingStep {
  return {
    id: 'kill-publisher',
    title: `The publisher is killed once ${tellMoment(once)}`,
    timeoutMs: WITHIN_MS,
    live: true,
    async run(ctx, rig) {
      await awaitMoment(ctx, rig, once);
      await rig.live.publisher.kill();
      ctx.record('published-duration', { value: rig.live.publisher.publishedS, unit: 's' });
      return undefined;
    },
  };
}
