import type { CapturedOutput } from '../../harness/run-data/captured-output.ts';
import type { OutputMeasurement } from '../../harness/run-data/output-measurement.ts';
import type { CheckContext } from './check-context.ts';

/** The recorder drops the last frame because its duration is unknown. */
const FRAMES_LOST_BY_RECORDER = 1;
/** The stream is recorded twice: on its way in, for the worker, and on its way out, for the capture. */
const FRAMES_LOST_BY_RECORDERS = 2;
const unit = 'frames';

/** What the frames of the output are compared with. */
export interface PublishedFrames {
  readonly frameRate: number;
  readonly frameCount: number;
  /** Length of the lead-in. */
  readonly leadInS: number;
  /** When the pipeline joined, from the start of what is published. */
  readonly joinedS: number;
  readonly by: CapturedOutput['by'];
  /** Absent when the recording of the input is not compared. */
  readonly received?: ReceivedFrames | undefined;
}

/** Frames in MediaMTX's recording of the input, or why they could not be counted. */
export type ReceivedFrames = { readonly frames: number } | { readonly problem: string };

/** Checks that the output shows each frame of the clip once, unchanged, and nothing else. */
export function checkFrames(
  ctx: CheckContext,
  { frames }: Pick<OutputMeasurement, 'frames'>,
  published: PublishedFrames,
): void {
  const limit = { max: 0 };
  ctx.record('frames-identical', { value: `${frames.identical} of ${frames.reference}` });
  checkReceived(ctx, published);
  checkStart(ctx, frames.missingHead, published);
  ctx.check('frames-dropped', { actual: frames.missingInside, limit, unit });
  ctx.check('frames-missing-end', {
    actual: frames.missingTail,
    limit: { max: FRAMES_LOST_BY_RECORDERS },
    unit,
    note:
      frames.missingTail > FRAMES_LOST_BY_RECORDERS
        ? 'the output ended before the video'
        : "MediaMTX's recorder drops the last frame of each of the two recordings",
  });
  ctx.check('frames-changed', { actual: frames.changed, limit, unit });
  ctx.check('frames-repeated', { actual: frames.repeated, limit, unit });
  ctx.check('frames-inserted', { actual: frames.inserted, limit, unit });
}

/**
 * Checks that the worker could receive the whole clip. Frames that MediaMTX's recording of the input lacks are missing
 * in the output too, and neither the worker nor its output has lost them.
 */
export function checkReceived(
  ctx: CheckContext,
  { frameCount, received }: Pick<PublishedFrames, 'frameCount' | 'received'>,
): void {
  if (received === undefined) return;
  if ('problem' in received) {
    ctx.notMeasured('input-frames-missing', { reason: received.problem });
    return;
  }
  const missing = Math.max(0, frameCount - received.frames);
  ctx.check('input-frames-missing', {
    actual: missing,
    limit: { max: FRAMES_LOST_BY_RECORDER },
    unit,
    note:
      missing > FRAMES_LOST_BY_RECORDER
        ? 'lost on the way to the worker, by the publisher or by MediaMTX: the output cannot have them'
        : "MediaMTX's recorder drops the last one",
  });
}

function checkStart(
  ctx: CheckContext,
  missing: number,
  { frameRate, leadInS, joinedS, by }: PublishedFrames,
): void {
  if (by === 'reader' && leadInS === 0) {
    ctx.record('frames-before-capture', { value: missing, unit });
    return;
  }
  const late = by === 'reader' || joinedS > 0;
  const ofLeadIn = late ? Math.min(missing, Math.round(leadInS * frameRate)) : 0;
  if (late) {
    const joined = by === 'reader' ? 'reader' : 'pipeline';
    ctx.record('lead-in-frames-missed', { value: ofLeadIn, unit, note: `before the ${joined} joined` });
  }
  ctx.check('frames-missing-start', {
    actual: missing - ofLeadIn,
    limit: { max: 0 },
    unit,
    // A segment that started before contains no more of the clip than these frames.
    ...(late && missing > ofLeadIn ? { note: 'the lead-in is too short: use a longer --lead-in' } : {}),
  });
}
