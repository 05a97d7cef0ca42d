import { z } from 'zod';

/** A word that is spoken in a clip, in seconds from its start. */
export const spokenWordSchema = z.object({ word: z.string(), startS: z.number(), endS: z.number() });

/** The part of a stream that was received over one connection. */
const clipPartSchema = z.object({
  /** Absolute path, or in the run folder. */
  file: z.string(),
  startS: z.number(),
  durationS: z.number(),
});
export type ClipPart = z.infer<typeof clipPartSchema>;
export const clipPartsSchema = z.array(clipPartSchema).min(1);

/** What is published: the output of a step, for later steps and reports. `clip` has the fields of its manifest. */
export const publishedClipSchema = z.object({
  /** Absolute path, or in the run folder. */
  clipFile: z.string(),
  clip: z.looseObject({ durationS: z.number(), words: z.array(spokenWordSchema) }),
  /** Length of the lead-in at its start. */
  leadInS: z.number().default(0),
  /** If it was received over several connections: its parts, without gaps. */
  parts: clipPartsSchema.optional(),
});
