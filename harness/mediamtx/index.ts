export { MediamtxApiError, type MediamtxApiErrorCode } from './mediamtx-api-error.ts';
export { MediamtxClient, type MediamtxClientOptions } from './mediamtx-client.ts';
export type { MediamtxConfig, MediamtxPath } from './mediamtx-path.ts';
