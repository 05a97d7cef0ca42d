import { z } from 'zod';

const frameCount = z.number().int().nonnegative();

/**
 * The content of the output's frames compared with the clip's, at a low resolution: it recognises a frame that was
 * encoded again. Every frame of the output is exactly one of the four kinds.
 */
export const frameContentSchema = z.object({
  compared: frameCount,
  /** Show what the clip shows at that time. */
  same: frameCount,
  /** Show what the frame before them shows, while the clip moves. */
  still: frameCount,
  /** Show what the clip shows at another time. */
  displaced: frameCount,
  other: frameCount,
  /** The longest run of still frames, on the clock of the output. */
  longestStill: z.object({ atS: z.number(), durationS: z.number() }).nullable(),
  /** The first displaced frame, and how far the displaced ones are from their place. Negative: content from earlier. */
  displacement: z.object({ atS: z.number(), shiftS: z.number() }).nullable(),
  /** From the median interval between frames. */
  frameRate: z.number().nullable(),
  referenceFrameRate: z.number().nullable(),
  /** Frames that are missing between two frames of the output, by their times and the clip's frame rate. */
  missingByTime: frameCount,
  firstMissingAtS: z.number().nullable(),
});
export type FrameContent = z.infer<typeof frameContentSchema>;
