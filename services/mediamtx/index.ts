export { hookScriptPath, type MediamtxConfigOptions, mediamtxConfig, type StreamProtocol } from './config.ts';
export { MediamtxError, type MediamtxErrorCode } from './mediamtx-error.ts';
export { type MediamtxBinary, type ResolveOptions, resolveMediamtx } from './resolve-binary.ts';
export { MEDIAMTX_VERSION } from './version.ts';
