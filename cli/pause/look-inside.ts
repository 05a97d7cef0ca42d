import type { PipelineFacts } from './pipeline-facts.ts';

/** What can be looked into besides the pipeline itself. */
export interface Inside {
  readonly facts: PipelineFacts;
  /** As a person may type it. */
  readonly runFolder: string;
  readonly containers: readonly string[];
}

/** The commands that show what a pipeline is doing, one a line, each with what it shows. */
export function lookInside({ facts, runFolder, containers }: Inside): string[] {
  const { streamId, endpoints, profile } = facts;
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
  return commands.flatMap(([what, command]) => (command ? [`${what.padEnd(8)} ${command}`] : []));
}
