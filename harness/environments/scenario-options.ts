import { z } from 'zod';
import { streamIdSchema } from '../../services/contracts/stream-id.ts';
import { INGESTS } from '../../services/contracts/worker-status.ts';
import { PUBLISH_PROTOCOL_NAMES } from '../media/index.ts';
import { ENVIRONMENT_KINDS, SCENARIO_PARAMS, type ScenarioParamName } from '../run-data/scenario-params.ts';

const { environment, ports, leadInS, sts, publish, ingest, observe } = SCENARIO_PARAMS;

const shape = {
  environment: z.enum(ENVIRONMENT_KINDS).default(environment.default),
  /** `auto`: free ports, so that runs can execute in parallel. `documented`: the ports in the documentation. */
  ports: z.enum(['auto', 'documented']).default(ports.default),
  /** A new id for each run by default. */
  streamId: streamIdSchema.optional(),
  /** Name of a clip in `fixtures/` or path of a file. The scenario's own clip by default. */
  fixture: z.string().min(1, 'expected a name or a path').optional(),
  /** Minimum length of the lead-in before the clip; 0 for none. */
  leadInS: z.number().min(0).max(30, 'expected at most 30 s').default(leadInS.default),
  sts: z.enum(['real', 'echo']).default(sts.default),
  publish: z.enum(PUBLISH_PROTOCOL_NAMES).default(publish.default),
  /** `recording`: the worker follows MediaMTX's recording. `rtmp`: it reads over RTMP and misses the stream's head. */
  ingest: z.enum(INGESTS).default(ingest.default),
  /** `monitor`: the monitor namespace of the STS service. `tap`: a proxy in front of the STS service. */
  observe: z.enum(['monitor', 'tap']).default(observe.default),
  /** `dubstep.config.ts` of a running pipeline; the one in the current folder by default. */
  config: z.string().min(1, 'expected a path').optional(),
  /** Whether the environment stays up after the run. */
  keepEnvironment: z.enum(['always', 'on-failure', 'never']).default('never'),
} satisfies Readonly<Record<ScenarioParamName, z.ZodType>>;

/** Options of a dubbing scenario. Each but `resume` has a row in {@link SCENARIO_PARAMS}. */
export const scenarioOptionsSchema = z.object({
  ...shape,
  /** Run folder whose kept environment is reused. */
  resume: z.string().min(1).optional(),
});
export type ScenarioOptions = z.infer<typeof scenarioOptionsSchema>;
