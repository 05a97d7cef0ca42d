import { z } from 'zod';
import { fixtureManifestSchema } from '../../fixtures/index.ts';
import { pipelineProfileSchema } from '../../harness/environments/index.ts';

/** What is published. */
export const clipOutputSchema = z.object({
  /** Absolute path, or in the run folder. */
  clipFile: z.string(),
  clip: fixtureManifestSchema,
  /** Length of the slate that it begins with. */
  leadInS: z.number().default(0),
});

/** What step 0 leaves for the others. */
export const environmentOutputSchema = clipOutputSchema.extend({
  streamId: z.string(),
  endpoints: z.record(z.string(), z.string()),
  profile: pipelineProfileSchema,
});
