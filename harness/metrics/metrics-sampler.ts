import { pause, type RunContext, systemClock } from '../engine/index.ts';
import { MetricsError } from './metrics-error.ts';
import type { MetricsScraper } from './metrics-scraper.ts';

/** Our own metrics; a runtime's (`process_…`, `nodejs_…`) would fill the log. */
const OF_INTEREST = /^(worker|sts)_/;

/** Puts a service's metrics into the event log, every `everyMs` until the run is over. */
export function sampleMetrics(
  run: RunContext,
  service: string,
  scraper: MetricsScraper,
  everyMs: number,
): void {
  const { signal } = run;
  const sampling = (async () => {
    let isAway = false;
    while (!signal.aborted) {
      try {
        const { samples } = await scraper.scrape(signal);
        const values = samples
          .filter(({ name }) => OF_INTEREST.test(name) && !name.endsWith('_bucket'))
          .map(({ name, labels, value }) => ({ name, labels, value: Number.isFinite(value) ? value : null }));
        run.observe(service, 'metrics', values);
        isAway = false;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof MetricsError)) throw error;
        // Once, however long it is away.
        if (!isAway) run.log('harness', 'warn', `no metrics of ${service}: ${error.message}`);
        isAway = true;
      }
      await pause(systemClock, everyMs, signal).catch(() => undefined);
    }
  })();
  sampling.catch((error: unknown) => run.failStep(error instanceof Error ? error : new Error(String(error))));
  run.defer(`end sampling the metrics of ${service}`, () => sampling);
}
