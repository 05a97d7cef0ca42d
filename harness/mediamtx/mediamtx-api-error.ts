import { HarnessError } from '../engine/index.ts';

export type MediamtxApiErrorCode = 'MEDIAMTX_UNREACHABLE' | 'MEDIAMTX_STATUS' | 'MEDIAMTX_INVALID_BODY';

export interface MediamtxApiErrorFields {
  readonly url: string;
  /** What was seen last, in words. */
  readonly lastState: string;
  readonly status?: number;
  /** The first characters of the body. */
  readonly bodyStart?: string;
}

/** The control API gave no usable answer. */
export class MediamtxApiError extends HarnessError {
  declare readonly code: MediamtxApiErrorCode;
  readonly url: string;
  readonly lastState: string;
  readonly status: number | undefined;
  readonly bodyStart: string | undefined;

  constructor(code: MediamtxApiErrorCode, fields: MediamtxApiErrorFields, cause?: unknown) {
    super(`MediaMTX API ${fields.url}: ${fields.lastState}`, { code, fault: 'PRODUCT', cause });
    this.url = fields.url;
    this.lastState = fields.lastState;
    this.status = fields.status;
    this.bodyStart = fields.bodyStart;
  }
}
