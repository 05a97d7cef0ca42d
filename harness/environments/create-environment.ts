import { AttachEnvironment } from './attach/attach-environment.ts';
import type { Environment } from './environment.ts';
import { type PipelineOptions, ProcessEnvironment } from './process/process-environment.ts';
import type { ScenarioOptions } from './scenario-options.ts';

/** What a scenario asks of the services, beyond what its caller chose. */
export type PipelinePlan = Pick<PipelineOptions, 'segmentS' | 'domainHints'>;

/** The driver that the caller of a scenario chose. */
export function createEnvironment(options: ScenarioOptions, plan: PipelinePlan): Environment {
  const { segmentS, domainHints } = plan;
  switch (options.environment) {
    case 'process':
      return new ProcessEnvironment({
        ports: options.ports,
        sts: options.sts,
        segmentS,
        domainHints,
        keep: options.keepEnvironment,
      });
    case 'attach':
      return new AttachEnvironment(options.config);
  }
}
