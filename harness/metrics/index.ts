export { samplesOf, sampleValue } from './find-samples.ts';
export { sampleMetrics } from './metrics-sampler.ts';
export { MetricsScraper } from './metrics-scraper.ts';
export type { MetricSample } from './parse-metrics.ts';
