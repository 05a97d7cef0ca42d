/** What the services of a run are to do. */
export interface PipelineOptions {
  readonly ports: 'auto' | 'documented';
  readonly sts: 'real' | 'echo';
  readonly segmentS: number;
  readonly domainHints: readonly string[];
  /** Leaves the services running after the run. */
  readonly keep: boolean;
}
