export { type MediamtxConfigOptions, mediamtxConfig, type StreamProtocol } from './config.ts';
export { MediamtxError } from './mediamtx-error.ts';
export { type MediamtxBinary, resolveMediamtx } from './resolve-binary.ts';
