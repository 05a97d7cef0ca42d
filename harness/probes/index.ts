export { findService } from './find-service.ts';
export { LocalPlace } from './local-place.ts';
export type { ContainerReport, ProbedPipeline } from './probe.ts';
export { probeAfterFailure } from './run-probes.ts';
export type { CommandResult, PlaceFile, ServicePlace } from './service-place.ts';
