import { z } from 'zod';
import { RunFacts, type RunRecord } from './run-facts.ts';

const setupSchema = z.object({
  streamId: z.string(),
  endpoints: z.record(z.string(), z.string()),
  clip: z.looseObject({ durationS: z.number() }),
  profile: z.looseObject({ paths: z.object({ input: z.string(), output: z.string() }) }),
});

/** The facts of a run of a dubbing pipeline. Values that the run did not record are `undefined`, never a default. */
export class PipelineFacts extends RunFacts {
  /** What step 0 returned; `undefined` when it failed. */
  readonly setup: z.infer<typeof setupSchema> | undefined;

  constructor(record: RunRecord) {
    super(record);
    this.setup = setupSchema.safeParse(this.outputOf('environment-setup')).data;
  }

  /** `process`, `compose` or `attach`. */
  get environment(): string | undefined {
    return this.start?.environment;
  }

  get inPath(): string | undefined {
    const { setup } = this;
    return setup?.profile.paths.input.replace('{stream}', setup.streamId);
  }

  get outPath(): string | undefined {
    const { setup } = this;
    return setup?.profile.paths.output.replace('{stream}', setup.streamId);
  }
}
