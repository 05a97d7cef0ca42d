import { z } from 'zod';
import { forEachProtocol } from '../../media/index.ts';
import { addressSchema } from '../../tap/index.ts';
import { pipelineProfileSchema } from '../pipeline-profile.ts';

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' })
  .transform((url) => url.replace(/\/+$/, ''));

/** What `dubstep.config.ts` says of a pipeline that somebody else runs. */
export const attachConfigSchema = pipelineProfileSchema.extend({
  /** Where the pipeline is. The documented ports of this machine by default. */
  endpoints: z
    .strictObject({
      ...forEachProtocol((name, { schemes, documentedPort }) =>
        z
          .url({
            protocol: new RegExp(`^(?:${Object.keys(schemes).join('|').replaceAll(':', '')})$`),
            error: `expected an ${name}:// URL`,
          })
          .transform((url) => url.replace(/\/+$/, ''))
          .default(`${name}://127.0.0.1:${documentedPort}`),
      ),
      mediamtxApi: httpUrl.default('http://127.0.0.1:8889'),
      mediaService: httpUrl.default('http://127.0.0.1:8080'),
      sts: httpUrl.default('http://127.0.0.1:3000'),
    })
    .prefault({}),
  /** The folder that MediaMTX records into, when this machine can read it. */
  recordings: z.string().min(1).optional(),
  /** Where the worker is told to find the STS service, for `--observe tap`: dubstep listens there, before that. */
  tap: z.strictObject({ listen: addressSchema.prefault('127.0.0.1:3001') }).prefault({}),
  /** Checks that are recorded without a limit, as `step-id/check-id`: `metrics/fragments-in-flight`. */
  leaveOut: z.array(z.string().regex(/^[a-z-]+\/.+$/, 'expected step/check')).default([]),
});

/** A checked configuration. */
export type AttachConfig = z.infer<typeof attachConfigSchema>;

/** What a person writes. */
export type AttachConfigInput = z.input<typeof attachConfigSchema>;

/**
 * Helps editors: `export default defineConfig({ … })` in `dubstep.config.ts`.
 *
 * @returns what it is given; it is checked when it is loaded
 */
export function defineConfig(config: AttachConfigInput): AttachConfigInput {
  return config;
}
