import type { KeepMode } from './keeping/keep-mode.ts';
import type { ServiceSettings } from './service-control.ts';

/** What the services of a run are to do. */
export interface PipelineOptions {
  readonly ports: 'auto' | 'documented';
  readonly sts: 'real' | 'echo';
  readonly segmentS: number;
  readonly domainHints: readonly string[];
  /** What a scenario asks of single services. */
  readonly services: ServiceSettings;
  /** `tap`: the worker reaches the STS service through a tap. */
  readonly observe: 'monitor' | 'tap';
  /** Whether the services are left running after the run. */
  readonly keep: KeepMode;
}
