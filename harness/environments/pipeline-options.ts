import type { Alterations } from './alterations.ts';
import type { ScenarioOptions } from './scenario-options.ts';
import type { ServiceSettings } from './service-control.ts';

/** How the services of a run are started. */
export interface PipelineOptions extends Pick<ScenarioOptions, 'ports' | 'sts' | 'observe'> {
  readonly segmentS: number;
  readonly domainHints: readonly string[];
  /** The scenario's settings of single services. */
  readonly services: ServiceSettings;
  /** Whether the services stay up after the run. */
  readonly keep: ScenarioOptions['keepEnvironment'];
  readonly alterations?: Alterations | undefined;
}
