export type MediamtxErrorCode = 'MEDIAMTX_NOT_FOUND' | 'MEDIAMTX_BIN_INVALID' | 'MEDIAMTX_CONFIG_INVALID';

/** No usable MediaMTX was found, or it cannot be configured as requested. */
export class MediamtxError extends Error {
  override readonly name = 'MediamtxError';
  readonly code: MediamtxErrorCode;

  constructor(code: MediamtxErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}
