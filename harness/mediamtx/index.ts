export { MediamtxApiError, MediamtxClient } from './mediamtx-client.ts';
export type { MediamtxPath } from './mediamtx-path.ts';
