import { z } from 'zod';
import { fixtureManifestSchema } from '../../fixtures/index.ts';
import { pipelineProfileSchema } from '../../harness/environments/index.ts';

/** Which clip a run is about. */
export const clipOutputSchema = z.object({
  /** Absolute path. */
  clipFile: z.string(),
  clip: fixtureManifestSchema,
});

/** What step 0 leaves for the others. */
export const environmentOutputSchema = clipOutputSchema.extend({
  streamId: z.string(),
  endpoints: z.record(z.string(), z.string()),
  profile: pipelineProfileSchema,
});
