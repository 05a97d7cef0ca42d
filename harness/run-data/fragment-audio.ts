import { z } from 'zod';
import { CHANNELS } from './channel.ts';

/** Of audible audio. `tone` and `noise` are not speech. */
const characterSchema = z.object({
  kind: z.enum(['tone', 'noise', 'changing']),
  dominantHz: z.number(),
  dominantShare: z.number(),
  change: z.number(),
  flatness: z.number(),
});

/** Measurements of the dubbed audio of a fragment. Absent: not measured. */
export const fragmentAudioSchema = z.object({
  sequence: z.number().int(),
  segmentS: z.number(),
  /** Why nothing could be measured. */
  problem: z.string().optional(),
  durationS: z.number().optional(),
  /** As the STS service declares it. Absent when it declares none. */
  declaredS: z.number().optional(),
  /** Sample rates that differ, when the length is not the declared one: of the file, and as declared. */
  rates: z.object({ fileHz: z.number(), declaredHz: z.number() }).optional(),
  /** `null`: digital silence, which has no finite level. */
  levelDbfs: z.number().nullable().optional(),
  character: characterSchema.optional(),
  /** 0 to 1. */
  originalSimilarity: z.number().optional(),
  sameBytesAsOriginal: z.boolean().optional(),
  /** Each channel of stereo audio; the other values are of their mean. */
  channels: z
    .array(
      z.object({
        channel: z.enum(CHANNELS),
        levelDbfs: z.number().nullable(),
        character: characterSchema.optional(),
        originalSimilarity: z.number(),
      }),
    )
    .optional(),
});
export type FragmentAudioMeasurement = z.infer<typeof fragmentAudioSchema>;
