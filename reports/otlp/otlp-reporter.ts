import type { Reporter } from '../../harness/engine/run-folder/reporter.ts';
import { collectorOf } from './collector.ts';
import { exportSpans } from './export-spans.ts';
import { runSpans } from './run-spans.ts';

export interface OtlpOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Base URL of the collector, e.g. `http://localhost:4318`; by default from the environment variables. */
  readonly endpoint?: string | undefined;
}

/** Sends the run as a trace to an OpenTelemetry collector. */
export function otlpReporter({ env, endpoint }: OtlpOptions): Reporter {
  return {
    name: 'otlp',
    async finish(runFolder) {
      await exportSpans(await runSpans(runFolder), collectorOf(env, endpoint));
    },
  };
}
