import { z } from 'zod';
import { streamIdSchema } from '../../contracts/stream-id.ts';

/** The state that a worker saves so that another one can resume the stream after a kill. */
export const streamStateSchema = z.object({
  version: z.literal(1),
  streamId: streamIdSchema,
  /** The id that MediaMTX gave the publisher's connection. */
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
