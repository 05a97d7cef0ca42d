import { type RunContext, sampleEvery } from '../engine/index.ts';
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
  let isAvailable = true;
  sampleEvery(run, `the metrics of ${service}`, everyMs, async (signal) => {
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
  });
}
