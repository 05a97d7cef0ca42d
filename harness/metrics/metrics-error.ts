import { HarnessError } from '../engine/index.ts';

export type MetricsErrorCode =
  | 'METRICS_UNREACHABLE'
  | 'METRICS_STATUS'
  | 'METRICS_CONTENT_TYPE'
  | 'METRICS_INVALID';

/** What a scrape knows about an answer that it can't use. */
export interface MetricsErrorFields {
  readonly url: string;
  readonly status?: number;
  /** The first characters of the body. */
  readonly bodyStart?: string;
}

/** A scrape that yielded no samples. */
export class MetricsError extends HarnessError {
  declare readonly code: MetricsErrorCode;
  readonly url: string;
  readonly status: number | undefined;
  readonly bodyStart: string | undefined;

  constructor(code: MetricsErrorCode, what: string, fields: MetricsErrorFields, cause?: unknown) {
    super(what, { code, fault: 'PRODUCT', cause });
    this.url = fields.url;
    this.status = fields.status;
    this.bodyStart = fields.bodyStart;
  }
}
