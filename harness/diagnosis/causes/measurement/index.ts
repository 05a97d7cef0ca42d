import type { CauseDefinition } from '../cause.ts';
import { countersTooHigh } from './counters-too-high.ts';
import { countersTooLow } from './counters-too-low.ts';
import { metricLabelRenamed } from './metric-label-renamed.ts';
import { metricRenamed } from './metric-renamed.ts';
import { metricsRedirect } from './metrics-redirect.ts';

export const MEASUREMENT_CAUSES: readonly CauseDefinition[] = [
  metricsRedirect,
  metricRenamed,
  metricLabelRenamed,
  countersTooHigh,
  countersTooLow,
];
