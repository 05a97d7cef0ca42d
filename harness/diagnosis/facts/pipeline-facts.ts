import { z } from 'zod';
import { workerStatusSchema } from '../../../services/contracts/worker-status.ts';
import { type HookCall, hookCallSchema } from '../../run-data/hook-call.ts';
import {
  type MachineSample,
  machineSampleSchema,
  mediamtxPathsFailedSchema,
  mediamtxPathsSchema,
  type PathState,
  type ProcessSample,
  processEndedSchema,
  processesSampleSchema,
} from '../../run-data/pipeline-observations.ts';
import { PROBE_RESULTS, type ProbeName, type ProbeResult } from '../../run-data/probe-results.ts';
import { parseOnce } from './parse-once.ts';
import { type Observation, RunFacts, type RunRecord } from './run-facts.ts';

const setupSchema = z.object({
  streamId: z.string(),
  endpoints: z.record(z.string(), z.string()),
  clip: z.looseObject({ durationS: z.number() }),
  leadInS: z.number().default(0),
  profile: z.looseObject({
    paths: z.object({ input: z.string(), output: z.string() }),
    segmentS: z.number().optional(),
    /** Names that the profile gives to metrics and labels. */
    metrics: z.record(z.string(), z.unknown()).optional(),
  }),
});
type Setup = z.infer<typeof setupSchema>;

/** Parsed data of an observation, with the observation itself as the reference. */
export interface Seen<T> {
  readonly event: Observation;
  readonly data: T;
}

const PROBE_SCHEMAS: { readonly [Name in ProbeName]: z.ZodType<ProbeResult<Name>> } = PROBE_RESULTS;

/**
 * The facts of a run of a dubbing pipeline. Values that the run did not record are `undefined`, never a default, and
 * observations of another shape are left out.
 */
export class PipelineFacts extends RunFacts {
  /** What step 0 returned; `undefined` when it failed. */
  readonly setup: Setup | undefined;

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

  get machineSamples(): readonly Seen<MachineSample>[] {
    return this.#parsed('machine', 'sample', machineSampleSchema);
  }

  get processSamples(): readonly Seen<{ readonly list: readonly ProcessSample[] }>[] {
    return this.#parsed('processes', 'sample', processesSampleSchema);
  }

  /** Processes that ended during the run, unless the harness ended them. */
  get endedProcesses(): readonly Seen<z.infer<typeof processEndedSchema>>[] {
    return this.#parsed('processes', 'ended', processEndedSchema).filter(
      ({ data }) => data.onPurpose !== true,
    );
  }

  get pathSamples(): readonly Seen<{ readonly paths: readonly PathState[] }>[] {
    return this.#parsed('mediamtx', 'paths', mediamtxPathsSchema);
  }

  /** Outages of MediaMTX's API. */
  get pathFailures(): readonly Seen<z.infer<typeof mediamtxPathsFailedSchema>>[] {
    return this.#parsed('mediamtx', 'paths-failed', mediamtxPathsFailedSchema);
  }

  get hookCalls(): readonly Seen<HookCall>[] {
    return this.#parsed('hook', 'call', hookCallSchema);
  }

  /**
   * The states of the worker of this run's stream, as media-service reported them. An attached pipeline is not sampled: its
   * only state is that of the probe after the failure.
   */
  get workerStates(): readonly Seen<z.infer<typeof workerStatusSchema>>[] {
    const sampled = this.#parsed('media-service', 'stream', workerStatusSchema);
    return sampled.length > 0 ? sampled : this.#probedWorker();
  }

  #probedWorker(): readonly Seen<z.infer<typeof workerStatusSchema>>[] {
    const probe = this.probed('worker');
    const { streamId } = this.setup ?? {};
    const listed = probe?.data.streams?.find((stream) => stream.streamId === streamId);
    const { data } = workerStatusSchema.safeParse(listed);
    return probe === undefined || data === undefined ? [] : [{ event: probe.event, data }];
  }

  /** The latest result of a probe; `undefined` when it did not run. */
  probed<Name extends ProbeName>(name: Name): Seen<ProbeResult<Name>> | undefined {
    const seen = this.#parsed('probe', name, PROBE_SCHEMAS[name]).at(-1);
    return name === 'services' && isStarved(seen?.data) ? undefined : seen;
  }

  /** All results of a probe that runs for several targets. */
  allProbed<Name extends ProbeName>(name: Name): readonly Seen<ProbeResult<Name>>[] {
    return this.#parsed('probe', name, PROBE_SCHEMAS[name]);
  }

  #parsed<T>(source: string, name: string, schema: z.ZodType<T>): readonly Seen<T>[] {
    return this.observations(source, name).flatMap((event) => {
      const data = parseOnce(schema, event);
      return data === undefined ? [] : [{ event, data }];
    });
  }
}

/** Whether no service at all answered in time: the probe itself did not get the processor, so it shows nothing. */
function isStarved(result: unknown): boolean {
  const list = PROBE_SCHEMAS.services.safeParse(result).data?.list ?? [];
  const names = new Set(list.map(({ name }) => name));
  return (
    names.size > 1 &&
    list.every(({ status, error = '' }) => status === undefined && error.startsWith('no response within'))
  );
}
