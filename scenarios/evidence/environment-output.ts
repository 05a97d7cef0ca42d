import { z } from 'zod';
import { fixtureManifestSchema } from '../../fixtures/index.ts';
import { pipelineProfileSchema } from '../../harness/environments/index.ts';

/** What came over one connection, as a part of all that came. */
const clipPartSchema = z.object({
  /** Absolute path, or in the run folder. */
  file: z.string(),
  startS: z.number(),
  durationS: z.number(),
});
export type ClipPart = z.infer<typeof clipPartSchema>;
export const clipPartsSchema = z.array(clipPartSchema).min(1);

/** What is published. */
export const clipOutputSchema = z.object({
  /** Absolute path, or in the run folder. */
  clipFile: z.string(),
  clip: fixtureManifestSchema,
  /** Length of the slate that it begins with. */
  leadInS: z.number().default(0),
  /** Where it came over more than one connection: each, directly after the one before. */
  parts: clipPartsSchema.optional(),
});

/** What step 0 leaves for the others. */
export const environmentOutputSchema = clipOutputSchema.extend({
  streamId: z.string(),
  endpoints: z.record(z.string(), z.string()),
  profile: pipelineProfileSchema,
});

/** What is published, in the parts in which it came. */
export function partsOf({ clipFile, clip, parts }: z.infer<typeof clipOutputSchema>): readonly ClipPart[] {
  return parts ?? [{ file: clipFile, startS: 0, durationS: clip.durationS }];
}
