import { z } from 'zod';
import type { RunEvent } from '../../harness/engine/event.ts';

/** The part of a step's output that describes the pipeline it started. */
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

/** How to reach a running pipeline, as far as it is known. */
export type KnownPipeline = z.infer<typeof outputSchema>;

/** Collects how to reach the pipeline from the step outputs of a run. */
export class PipelineFacts {
  #known: KnownPipeline = { endpoints: {} };

  get known(): KnownPipeline {
    return this.#known;
  }

  readonly add = (event: RunEvent): void => {
    if (event.type !== 'step:end') return;
    const { success, data } = outputSchema.safeParse(event.result.output);
    if (success) this.#known = { ...this.#known, ...data };
  };
}

export interface InspectedRun {
  readonly pipeline: KnownPipeline;
  /** As the user can type it. */
  readonly runFolder: string;
  readonly containers: readonly string[];
}

/** Commands that show the state of a pipeline: one labelled command per line. */
export function inspectionCommands({ pipeline, runFolder, containers }: InspectedRun): string[] {
  const { streamId, endpoints, profile } = pipeline;
  const { rtmpUrl, mediamtxApiUrl, mediaServiceUrl, stsUrl } = endpoints;
  const outPath = streamId === undefined ? undefined : profile?.paths.output.replace('{stream}', streamId);
  const commands: [string, string | undefined][] = [
    ['logs', `tail -f ${runFolder}/logs/*.log`],
    ['paths', mediamtxApiUrl && `curl -s ${mediamtxApiUrl}/v3/paths/list`],
    [
      'stream',
      mediaServiceUrl &&
        `curl -s ${mediaServiceUrl}/v1/streams${streamId === undefined ? '' : `/${streamId}`}`,
    ],
    [
      'metrics',
      mediaServiceUrl &&
        `curl -s ${mediaServiceUrl}/metrics${streamId === undefined ? '' : ` | grep ${streamId}`}`,
    ],
    ['STS', stsUrl && `curl -s ${stsUrl}/health`],
    ['output', rtmpUrl && outPath && `ffplay ${rtmpUrl}/${outPath}`],
    ...containers.map((container): [string, string] => ['shell', `docker exec -it ${container} sh`]),
  ];
  return commands.flatMap(([label, command]) => (command ? [`${label.padEnd(8)} ${command}`] : []));
}
