import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { STS_METRICS } from '../../contracts/metric-name.ts';

/** Metrics of one service, in a separate registry, so that two services can run in one process. */
export interface StsMetrics {
  readonly registry: Registry;
  readonly fragmentProcessing: Histogram<'status'>;
  readonly stage: Histogram<'stage'>;
  readonly fragmentsInFlight: Gauge;
  readonly fragmentErrors: Counter<'stage' | 'error_code'>;
  readonly sessionsActive: Gauge;
}

/** Bucket bounds: a stage takes 0.03 to 2 s; a worker waits 8 s by default and 30 s at most. */
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30];

/** @param eventLoopLagS returns the longest recent block of the event loop in seconds; called at each scrape */
export function createStsMetrics(eventLoopLagS: () => number): StsMetrics {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: STS_METRICS.eventLoopLag,
    help: 'Longest time that the event loop was blocked in the last 5 to 10 seconds.',
    registers,
    collect() {
      this.set(eventLoopLagS());
    },
  });
  return {
    registry,
    fragmentProcessing: new Histogram({
      name: STS_METRICS.fragmentProcessing,
      help: 'Time from accepting a fragment to its result, including time in the queue.',
      labelNames: ['status'],
      buckets: SECONDS,
      registers,
    }),
    stage: new Histogram({
      name: STS_METRICS.stage,
      help: 'Time that a fragment spent in a stage.',
      labelNames: ['stage'],
      buckets: SECONDS,
      registers,
    }),
    fragmentsInFlight: new Gauge({
      name: STS_METRICS.fragmentsInFlight,
      help: 'Accepted fragments without a result.',
      registers,
    }),
    fragmentErrors: new Counter({
      name: STS_METRICS.fragmentErrors,
      help: 'Failed fragments by stage, and error events of the session.',
      labelNames: ['stage', 'error_code'],
      registers,
    }),
    sessionsActive: new Gauge({
      name: STS_METRICS.sessionsActive,
      help: 'Open sessions.',
      registers,
    }),
  };
}
