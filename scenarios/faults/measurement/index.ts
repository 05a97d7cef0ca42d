import type { Fault } from '../define-fault.ts';
import { countersDouble } from './counters-double.ts';
import { countersMissFirst } from './counters-miss-first.ts';
import { fragmentMetricRenamed } from './fragment-metric-renamed.ts';
import { metricsRedirected } from './metrics-redirected.ts';
import { sentCounterLow } from './sent-counter-low.ts';
import { sentMetricRenamed } from './sent-metric-renamed.ts';
import { statusLabelRenamed } from './status-label-renamed.ts';
import { streamLabelRenamed } from './stream-label-renamed.ts';

export const MEASUREMENT_FAULTS: readonly Fault[] = [
  metricsRedirected,
  fragmentMetricRenamed,
  sentMetricRenamed,
  streamLabelRenamed,
  statusLabelRenamed,
  countersDouble,
  countersMissFirst,
  sentCounterLow,
];
