import { findService, type ProbedPipeline, probeAfterFailure } from '../probes/index.ts';
import type { Alterations } from './alterations.ts';
import type { Environment, EnvironmentService } from './environment.ts';
import { ENVIRONMENT_TYPES } from './environment-types.ts';
import { findUnresponsiveService } from './find-unresponsive-service.ts';
import { KeptEnvironment } from './keeping/kept-environment.ts';
import type { PipelineOptions } from './pipeline-options.ts';
import { DOCUMENTED_PROFILE } from './pipeline-profile.ts';
import type { ScenarioOptions } from './scenario-options.ts';
import { requireStreamPorts } from './stream-ports.ts';

/** What a scenario requires of the services, in addition to the caller's options. */
export interface PipelinePlan extends Pick<PipelineOptions, 'segmentS' | 'domainHints'> {
  readonly services?: PipelineOptions['services'] | undefined;
  /** How this environment differs from a correct one. */
  readonly alterations?: Alterations | undefined;
  /** The streams of the run; it grows as they begin. */
  readonly streamIds: ReadonlySet<string>;
}

/** Creates the environment that the options select. */
export function createEnvironment(options: ScenarioOptions, plan: PipelinePlan): Environment {
  const pipeline: PipelineOptions = {
    ports: options.ports,
    sts: options.sts,
    segmentS: plan.segmentS,
    domainHints: plan.domainHints,
    services: serviceSettings(options, plan),
    observe: options.observe,
    keep: options.keepEnvironment,
    alterations: plan.alterations,
  };
  const environment =
    options.resume === undefined
      ? ENVIRONMENT_TYPES[options.environment].create(pipeline, options)
      : new KeptEnvironment(options.environment, options.resume, pipeline);
  return {
    kind: environment.kind,
    async start(run, reaper, signal) {
      let known: Partial<ProbedPipeline> = {};
      let services: readonly EnvironmentService[] = [];
      // Before the start, which may fail.
      probeAfterFailure(run, () => ({
        runFolder: run.folder,
        profile: DOCUMENTED_PROFILE,
        isOwned: options.environment !== 'attach',
        placeOf: async (service) => known.endpoints && (await findService(known.endpoints, service))?.place,
        processes: () => [
          ...reaper.watched,
          ...services.flatMap(({ name, pid }) =>
            pid === undefined || reaper.hasWatched(pid) ? [] : [{ name, pid }],
          ),
        ],
        ...known,
        streamIds: [...plan.streamIds],
      }));
      const started = await environment.start(run, reaper, signal, (details) => {
        known = { ...known, ...details };
      });
      ({ services } = started);
      await requireStreamPorts(started.endpoints, options.publish, signal);
      run.onFailureDiagnose((untilFound) => findUnresponsiveService(started, untilFound));
      return started;
    },
  };
}

/** The scenario's settings of single services, and how the worker reads the stream. */
function serviceSettings(
  { ingest }: ScenarioOptions,
  { services = {} }: PipelinePlan,
): PipelineOptions['services'] {
  if (ingest === 'recording') return services;
  return { ...services, 'media-service': { ...services['media-service'], WORKER_INGEST: ingest } };
}
