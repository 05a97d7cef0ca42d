export { samplesOf, sampleValue } from './find-samples.ts';
export { sampleMetrics } from './metrics-sampler.ts';
export { MetricsError, MetricsScraper } from './metrics-scraper.ts';
export { type MetricSample, parseMetrics } from './parse-metrics.ts';
