import { z } from 'zod';
import { fixtureManifestSchema } from '../../fixtures/index.ts';
import { dubLevelSchema, pipelineProfileSchema } from '../../harness/environments/index.ts';
import { type ClipPart, publishedClipSchema } from '../../harness/run-data/published-clip.ts';

/** What is published: a clip that matches its manifest, or a file made from it. */
export const clipOutputSchema = publishedClipSchema.extend({ clip: fixtureManifestSchema });
export type PublishedClip = z.infer<typeof clipOutputSchema>;

/** What step 0 leaves for later steps. */
export const environmentOutputSchema = clipOutputSchema.extend({
  streamId: z.string(),
  endpoints: z.record(z.string(), z.string()),
  profile: pipelineProfileSchema,
  /** The level of dubbed audio in the output. Pipelines of earlier versions kept it. */
  dubLevel: dubLevelSchema.default('keep'),
  /** Checks that the configuration leaves out, as `step-id/check-id`. */
  leaveOut: z.array(z.string()).default([]),
});

/** The parts of what is published. */
export function partsOf({ clipFile, clip, parts }: PublishedClip): readonly ClipPart[] {
  return parts ?? [{ file: clipFile, startS: 0, durationS: clip.durationS }];
}
