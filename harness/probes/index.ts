export { placeOfListener } from './listener-place.ts';
export { LocalPlace } from './local-place.ts';
export type { ProbedPipeline } from './probe.ts';
export { probeAfterFailure } from './run-probes.ts';
