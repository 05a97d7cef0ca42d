import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunContext, runScenario } from '../../../harness/engine/index.ts';
import type {
  Alterations,
  ScenarioOptions,
  StartedEnvironment,
} from '../../../harness/environments/index.ts';
import { ProcessEnvironment } from '../../../harness/environments/process/process-environment.ts';
import { Reaper } from '../../../harness/processes/index.ts';
import type { FaultStage } from '../fault-stage.ts';
import { writeStaged } from './write-file.ts';

/** More than any case takes. */
const RUNS_FOR_MS = 600_000;
/** Segments of the scenario `quick`. */
const SEGMENT_S = 2;

/** Addresses of a running pipeline, as in `dubstep.config.ts`. */
interface PipelineUrls {
  readonly rtmp: string;
  readonly rtsp: string;
  readonly mediamtxApi: string;
  readonly mediaService: string;
  readonly sts: string;
}

/** A pipeline that runs apart from the run of the case. Its logs and recordings are not part of that run. */
export interface RunningPipeline {
  readonly environment: StartedEnvironment;
  readonly urls: PipelineUrls;
}

/**
 * Starts a pipeline that is not the environment of the case. It ends with the case.
 *
 * @throws {Error} when it does not start
 */
export async function startPipeline(
  stage: FaultStage,
  alterations: Pick<Alterations, 'mediamtxConfig' | 'specs'> = {},
): Promise<RunningPipeline> {
  const folder = join(stage.folder, 'pipeline');
  await mkdir(folder);
  const started = Promise.withResolvers<StartedEnvironment>();
  const serving = runScenario(
    {
      ...{ id: 'pipeline', title: 'A pipeline', tags: [], params: {} },
      steps: [
        {
          ...{ id: 'serve', title: 'Serve', timeoutMs: RUNS_FOR_MS },
          async run(ctx, run: RunContext) {
            const reaper = new Reaper();
            run.defer('stop the reaper', () => reaper.stop());
            const pipeline = new ProcessEnvironment({
              ...{ ports: 'auto', sts: 'echo', observe: 'monitor', keep: 'never' },
              ...{ segmentS: SEGMENT_S, domainHints: [], services: {}, alterations },
            });
            started.resolve(await pipeline.start(run, reaper, ctx.signal));
            await new Promise((resolve) => {
              ctx.signal.addEventListener('abort', resolve, { once: true });
            });
            return undefined;
          },
        },
      ],
      createRig: (run: RunContext) => run,
    },
    { runId: 'pipeline', folder, environment: 'process', signal: stage.signal },
  );
  stage.defer(async () => {
    await serving;
  });
  void serving.then(({ steps }) =>
    started.reject(new Error(steps[0]?.error?.message ?? 'it was not started')),
  );
  const environment = await started.promise;
  const { rtmpUrl, rtspUrl, mediamtxApiUrl, mediaServiceUrl, stsUrl } = environment.endpoints;
  const urls = {
    ...{ rtmp: rtmpUrl, rtsp: rtspUrl, sts: stsUrl },
    ...{ mediamtxApi: mediamtxApiUrl, mediaService: mediaServiceUrl },
  };
  return { environment, urls };
}

/** Options of a run that attaches to a pipeline of which it knows only the addresses, and whose STS service has no observers. */
export async function attachTo(stage: FaultStage, urls: PipelineUrls): Promise<Partial<ScenarioOptions>> {
  const config = { endpoints: urls, socketio: { namespace: '/none' } };
  const text = `export default ${JSON.stringify(config, null, 2)};\n`;
  return {
    environment: 'attach',
    sts: 'echo',
    config: await writeStaged(stage, 'etc/dubstep.config.ts', text),
  };
}
