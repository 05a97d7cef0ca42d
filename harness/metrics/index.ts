export { MetricsSyntaxError } from './line-reader.ts';
export { AmbiguousSeriesError, type Labels, samplesOf, sampleValue, sumOf } from './lookup.ts';
export { MetricsError, type MetricsErrorCode } from './metrics-error.ts';
export { sampleMetrics } from './metrics-sampler.ts';
export { MetricsScraper, type MetricsScraperOptions } from './metrics-scraper.ts';
export {
  type MetricFamily,
  type MetricsText,
  type MetricType,
  parseMetricsText,
} from './metrics-text.ts';
export type { MetricSample } from './sample-line.ts';
