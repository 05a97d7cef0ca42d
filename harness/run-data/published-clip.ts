import { z } from 'zod';

/** A word that is spoken in a clip, in seconds from its start. */
export const spokenWordSchema = z.object({ word: z.string(), startS: z.number(), endS: z.number() });

/** The part of a stream that came over one connection. */
const clipPartSchema = z.object({
  /** Absolute path, or in the run folder. */
  file: z.string(),
  startS: z.number(),
  durationS: z.number(),
});
export type ClipPart = z.infer<typeof clipPartSchema>;
export const clipPartsSchema = z.array(clipPartSchema).min(1);

/** What is published, as a step leaves it for later steps and for reports. `clip` has the fields of its manifest. */
export const publishedClipSchema = z.object({
  /** Absolute path, or in the run folder. */
  clipFile: z.string(),
  clip: z.looseObject({ durationS: z.number(), words: z.array(spokenWordSchema) }),
  /** Length of the lead-in that it starts with. */
  leadInS: z.number().default(0),
  /** When it came over several connections: each part, directly after the one before. */
  parts: clipPartsSchema.optional(),
});
