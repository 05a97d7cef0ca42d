import { z } from 'zod';
import type { RunEvent } from '../../harness/engine/event.ts';

/** What a step may return of the pipeline that it has brought to life. */
const outputSchema = z.object({
  streamId: z.string().optional(),
  endpoints: z
    .object({
      rtmpUrl: z.string(),
      mediamtxApiUrl: z.string(),
      mediaServiceUrl: z.string(),
      stsUrl: z.string(),
    })
    .partial(),
  profile: z.object({ paths: z.object({ output: z.string() }) }).optional(),
});

/** Where a running pipeline can be looked into, as far as it is known. */
export type PipelineFacts = z.infer<typeof outputSchema>;

/** Gathers what the steps of a run tell of its pipeline. */
export class FactsOfRun {
  #facts: PipelineFacts = { endpoints: {} };

  get facts(): PipelineFacts {
    return this.#facts;
  }

  readonly add = (event: RunEvent): void => {
    if (event.type !== 'step:end') return;
    const { success, data } = outputSchema.safeParse(event.result.output);
    if (success) this.#facts = { ...this.#facts, ...data };
  };
}
