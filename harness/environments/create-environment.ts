import { AttachEnvironment } from './attach/attach-environment.ts';
import { ComposeEnvironment } from './compose/compose-environment.ts';
import type { Environment } from './environment.ts';
import { KeptEnvironment } from './keeping/kept-environment.ts';
import type { PipelineOptions } from './pipeline-options.ts';
import { ProcessEnvironment } from './process/process-environment.ts';
import type { ScenarioOptions } from './scenario-options.ts';
import { silentService } from './silent-service.ts';
import { requireStreamPorts } from './stream-ports.ts';

/** What a scenario asks of the services, beyond what its caller chose. */
export interface PipelinePlan extends Pick<PipelineOptions, 'segmentS' | 'domainHints'> {
  readonly services?: PipelineOptions['services'] | undefined;
}

/** The environment that the caller of a scenario chose. */
export function createEnvironment(options: ScenarioOptions, plan: PipelinePlan): Environment {
  const driver = createDriver(options, plan);
  return {
    kind: driver.kind,
    async start(run, reaper, signal) {
      const started = await driver.start(run, reaper, signal);
      await requireStreamPorts(started.endpoints, options.publish, signal);
      run.onFailureDiagnose((untilFound) => silentService(started, untilFound));
      return started;
    },
  };
}

function createDriver(options: ScenarioOptions, plan: PipelinePlan): Environment {
  const pipeline: PipelineOptions = {
    ports: options.ports,
    sts: options.sts,
    segmentS: plan.segmentS,
    domainHints: plan.domainHints,
    services: servicesOf(options, plan),
    observe: options.observe,
    keep: options.keepEnvironment,
  };
  if (options.resume !== undefined) return new KeptEnvironment(options.environment, options.resume, pipeline);
  switch (options.environment) {
    case 'process':
      return new ProcessEnvironment(pipeline);
    case 'compose':
      return new ComposeEnvironment(pipeline);
    case 'attach':
      return new AttachEnvironment(options.observe, options.config);
  }
}

/** What its scenario asks of single services, and how its caller wants the worker to read the stream. */
function servicesOf(
  { ingest }: ScenarioOptions,
  { services = {} }: PipelinePlan,
): PipelineOptions['services'] {
  if (ingest === 'recording') return services;
  return { ...services, 'media-service': { ...services['media-service'], WORKER_INGEST: ingest } };
}
