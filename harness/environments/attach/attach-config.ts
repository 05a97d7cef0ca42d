import { z } from 'zod';
import { forEachProtocol } from '../../media/index.ts';
import { addressSchema } from '../../tap/index.ts';
import { pipelineProfileSchema } from '../pipeline-profile.ts';

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' })
  .transform((url) => url.replace(/\/+$/, ''));

/** The content of `dubstep.config.ts`: how to reach a running pipeline. */
export const attachConfigSchema = pipelineProfileSchema.extend({
  /** URLs of the pipeline; the documented ports of this machine by default. */
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
  /** For `--observe tap`: the address that the worker uses for the STS service. The tap listens there. */
  tap: z.strictObject({ listen: addressSchema.prefault('127.0.0.1:3001') }).prefault({}),
  /** Checks that are recorded without a limit, as `step-id/check-id`: `metrics/fragments-in-flight`. */
  leaveOut: z.array(z.string().regex(/^[a-z][a-z0-9-]*\/.+$/, 'expected step/check')).default([]),
});

/** A validated configuration. */
export type AttachConfig = z.infer<typeof attachConfigSchema>;

/** A configuration as written by a person. */
export type AttachConfigInput = z.input<typeof attachConfigSchema>;

/**
 * Gives editors the type of the configuration: `export default defineConfig({ … })` in `dubstep.config.ts`.
 *
 * @returns its argument, which is validated when it is loaded
 */
export function defineConfig(config: AttachConfigInput): AttachConfigInput {
  return config;
}
