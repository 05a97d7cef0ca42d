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
export class MetricsError extends Error {
  override readonly name = 'MetricsError';
  readonly code: MetricsErrorCode;
  readonly url: string;
  readonly status: number | undefined;
  readonly bodyStart: string | undefined;

  constructor(code: MetricsErrorCode, what: string, fields: MetricsErrorFields, cause?: unknown) {
    super(what, { cause });
    this.code = code;
    this.url = fields.url;
    this.status = fields.status;
    this.bodyStart = fields.bodyStart;
  }
}
