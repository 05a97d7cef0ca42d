export { MediamtxApiError, MediamtxClient } from './mediamtx-client.ts';
export type { MediamtxPath } from './mediamtx-path.ts';
export { samplePaths } from './path-sampler.ts';
