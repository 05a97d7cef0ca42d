import type { CheckContext } from './check-context.ts';

/** MediaMTX's recorder never learns how long the last frame lasts, and leaves it out. */
const FRAMES_LOST_BY_RECORDER = 1;

/**
 * The worker was given the whole clip. Frames that are missing in MediaMTX's recording of the input are missing in the
 * output as well, and neither the worker nor its output has lost them.
 *
 * @param published frames of the clip
 * @param received frames of that recording, where it can be had
 */
export function checkReceived(ctx: CheckContext, published: number, received: number | undefined): void {
  if (received === undefined) return;
  const missing = Math.max(0, published - received);
  ctx.check('input-frames-missing', {
    actual: missing,
    limit: { max: FRAMES_LOST_BY_RECORDER },
    unit: 'frames',
    note:
      missing > FRAMES_LOST_BY_RECORDER
        ? 'lost on the way to the worker, by the publisher or by MediaMTX: the output cannot have them'
        : "MediaMTX's recorder drops the last one",
  });
}
