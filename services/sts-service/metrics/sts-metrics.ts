import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { STS_METRICS } from '../../contracts/metric-name.ts';

/** The service's metrics, in a registry of their own, so that two services can share a process. */
export interface StsMetrics {
  readonly registry: Registry;
  readonly fragmentProcessing: Histogram<'status'>;
  readonly stage: Histogram<'stage'>;
  readonly fragmentsInFlight: Gauge;
  readonly fragmentErrors: Counter<'stage' | 'error_code'>;
  readonly sessionsActive: Gauge;
}

/** Upper bounds in seconds: a stage takes 0.03 to 2 s, a worker waits 8 s and at most 30 s. */
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30];

/** @param eventLoopLagS asked at each scrape for the longest time, in seconds, that the event loop was held up */
export function createStsMetrics(eventLoopLagS: () => number): StsMetrics {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: STS_METRICS.eventLoopLag,
    help: 'Longest time that the event loop was held up in the last 5 to 10 seconds.',
    registers,
    collect() {
      this.set(eventLoopLagS());
    },
  });
  return {
    registry,
    fragmentProcessing: new Histogram({
      name: STS_METRICS.fragmentProcessing,
      help: 'From the acceptance of a fragment until its result is there, waiting included.',
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
      help: 'Fragments that were accepted and have no result yet.',
      registers,
    }),
    fragmentErrors: new Counter({
      name: STS_METRICS.fragmentErrors,
      help: 'Failed fragments by the stage that failed, and errors sent by the session itself.',
      labelNames: ['stage', 'error_code'],
      registers,
    }),
    sessionsActive: new Gauge({
      name: STS_METRICS.sessionsActive,
      help: 'Streams that are open.',
      registers,
    }),
  };
}
