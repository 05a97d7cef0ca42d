import { pause, type RunContext, systemClock } from '../engine/index.ts';
import { MetricsError, type MetricsScraper } from './metrics-scraper.ts';

/** The metrics of the pipeline. Those of the runtime (`process_…`, `nodejs_…`) would fill the log. */
const OF_INTEREST = /^(worker|sts)_/;

/** Records the metrics of a service in the event log, every `everyMs` until the run ends. */
export function sampleMetrics(
  run: RunContext,
  service: string,
  scraper: MetricsScraper,
  everyMs: number,
): void {
  const { signal } = run;
  const sampling = (async () => {
    let isAvailable = true;
    while (!signal.aborted) {
      try {
        const { samples } = await scraper.scrape(signal);
        const values = samples
          .filter(({ name }) => OF_INTEREST.test(name) && !name.endsWith('_bucket'))
          .map(({ name, labels, value }) => ({ name, labels, value: Number.isFinite(value) ? value : null }));
        run.observe(service, 'metrics', values);
        isAvailable = true;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof MetricsError)) throw error;
        // Once per outage.
        if (isAvailable) run.log('harness', 'warn', `no metrics from ${service}: ${error.message}`);
        isAvailable = false;
      }
      await pause(systemClock, everyMs, signal).catch(() => undefined);
    }
  })();
  sampling.catch((error: unknown) => run.failStep(error instanceof Error ? error : new Error(String(error))));
  run.defer(`stop sampling the metrics of ${service}`, () => sampling);
}
