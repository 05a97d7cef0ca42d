import { z } from 'zod';
import { fixtureManifestSchema } from '../../fixtures/index.ts';

/** What step 0 leaves for the others. */
export const environmentOutputSchema = z.object({
  streamId: z.string(),
  /** Absolute path of the clip. */
  clipFile: z.string(),
  clip: fixtureManifestSchema,
  endpoints: z.record(z.string(), z.string()),
});
