import { z } from 'zod';
import { streamIdSchema } from '../../services/contracts/stream-id.ts';
import { INGESTS } from '../../services/contracts/worker-status.ts';

/** What the caller of a scenario may choose about its run. */
export const scenarioOptionsSchema = z.object({
  environment: z.enum(['process', 'compose', 'attach']).default('process'),
  /** `auto`: ports that are free, so that runs can go side by side. `documented`: the ports of the manual. */
  ports: z.enum(['auto', 'documented']).default('auto'),
  /** A new one for each run by default. */
  streamId: streamIdSchema.optional(),
  /** Name of a clip in `fixtures/` or path of a file. The scenario's own by default. */
  fixture: z.string().min(1).optional(),
  /** Length of the slate before the clip, at least; 0 for none. What a late reader loses is the slate. */
  leadInS: z.number().min(0).max(30, 'expected at most 30 s').default(0),
  sts: z.enum(['real', 'echo']).default('real'),
  publish: z.enum(['rtmp', 'rtsp']).default('rtmp'),
  /** How the worker reads the stream: MediaMTX's recording of it, or over RTMP, which loses the stream's head. */
  ingest: z.enum(INGESTS).default('recording'),
  /** What the STS events are seen with: the service's own monitor namespace, or a tap before the service. */
  observe: z.enum(['monitor', 'tap']).default('monitor'),
  /** `dubstep.config.ts` of a running pipeline; the one in the current folder by default. */
  config: z.string().min(1).optional(),
  /** Whether the environment is left running after the run. */
  keepEnvironment: z.enum(['always', 'on-failure', 'never']).default('never'),
  /** Folder of an earlier run: its environment, which it has kept, is gone on in. */
  resume: z.string().min(1).optional(),
});
export type ScenarioOptions = z.infer<typeof scenarioOptionsSchema>;
