import { defineDistractor } from '../define-fault.ts';
import { sentMetricRenamed } from '../measurement/sent-metric-renamed.ts';

/** Another version of the worker renames a metric: independent of anything else. */
export const secondFaultInMetrics = defineDistractor({
  id: 'second-fault-in-metrics',
  title: 'A metric has another name, in addition',
  beside: ['output-without-audio', 'tts-without-sound'],
  adds: 'METRIC_RENAMED',
  alter: (stage) => sentMetricRenamed.alter?.(stage) ?? {},
});
