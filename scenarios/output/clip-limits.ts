import { cutPcm, type DecodedMedia, locateNear } from '../../harness/media/index.ts';

/** Frames that are closer to a moment than this show when it is presented. See `FrameMapping`. */
const REACH_S = 0.25;

/** Why a clip does not show where a segment is. */
export interface Unplaceable {
  readonly reason: string;
  /** Which of the two does not show it. */
  readonly by: 'audio' | 'video';
}

/**
 * Why the A/V offset of a segment cannot be measured, whatever a pipeline does: the clip itself does not show where the
 * segment is. `undefined` when it does.
 *
 * @param startS start of the segment in the clip
 */
export function whyUnplaceable(
  { frames, audio }: DecodedMedia,
  { startS, durationS }: { readonly startS: number; readonly durationS: number },
): Unplaceable | undefined {
  const place = locateNear(cutPcm(audio, startS, durationS), audio, startS);
  if (!place.found)
    return { by: 'audio', reason: `its audio in the clip does not show where it is: ${place.reason}` };
  const middleS = startS + durationS / 2;
  const reachS = Math.max(REACH_S, longestIntervalOf(frames));
  const near = frames.filter(({ ptsS }) => Math.abs(ptsS - middleS) <= reachS);
  const isStill = near.every(({ hash }) => hash === near[0]?.hash);
  return isStill ? { by: 'video', reason: 'the picture of the clip does not move there' } : undefined;
}

/** How often the picture changes from one frame to the next. */
export function changesOf(frames: DecodedMedia['frames']): number {
  return frames.filter(({ hash }, index) => index > 0 && hash !== frames[index - 1]?.hash).length;
}

function longestIntervalOf(frames: DecodedMedia['frames']): number {
  return frames.reduce(
    (longest, { ptsS }, index) => Math.max(longest, ptsS - (frames[index - 1]?.ptsS ?? ptsS)),
    0,
  );
}
