import { z } from 'zod';
import { streamIdSchema } from '../../contracts/stream-id.ts';

/** What a worker leaves on disk for the one that comes after it, should it be killed. */
export const streamStateSchema = z.object({
  version: z.literal(1),
  streamId: streamIdSchema,
  /** MediaMTX's id of the publisher's connection. */
  sourceId: z.string(),
  point: z.object({
    recording: z.string(),
    recordingStartS: z.number().nonnegative(),
    keyframeOffset: z.number().int().nonnegative(),
    keyframeS: z.number().nonnegative(),
    index: z.number().int().nonnegative(),
    startS: z.number().nonnegative(),
  }),
});
export type StreamState = z.infer<typeof streamStateSchema>;
