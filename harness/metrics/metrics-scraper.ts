import { errorMessage } from '../../lib/error-message.ts';
import { HarnessError } from '../engine/index.ts';
import { getText, HttpError, type TextResponse } from '../http/index.ts';
import { type MetricSample, type MetricsText, parseMetrics } from './parse-metrics.ts';

/** `text/plain`, with version 0.0.4 if it has one: the only version that the parser supports. */
const TEXT_FORMAT = /^text\/plain\s*(;(?!.*\bversion=(?!"?0\.0\.4"?\s*(;|$)))|$)/i;

type MetricsErrorCode = 'METRICS_UNREACHABLE' | 'METRICS_STATUS' | 'METRICS_CONTENT_TYPE' | 'METRICS_INVALID';

/** A scrape returned no samples. */
export class MetricsError extends HarnessError {
  declare readonly code: MetricsErrorCode;
  readonly url: string;
  readonly status: number | undefined;
  /** The first characters of the body. */
  readonly bodyStart: string | undefined;

  constructor(
    code: MetricsErrorCode,
    message: string,
    response: { readonly url: string; readonly status?: number; readonly bodyStart?: string },
    cause?: unknown,
  ) {
    super(message, { code, fault: 'PRODUCT', cause });
    this.url = response.url;
    this.status = response.status;
    this.bodyStart = response.bodyStart;
  }
}

export interface MetricsScraperOptions {
  /** Time limit of a scrape. 5000 by default. */
  readonly withinMs?: number;
  /** Renames samples to their documented names, or drops them. Applied to every scrape. */
  readonly normalise?: (sample: MetricSample) => MetricSample | undefined;
}

/** Reads the metrics endpoint of one service. */
export class MetricsScraper {
  readonly url: string;
  readonly #withinMs: number;
  readonly #normalise: MetricsScraperOptions['normalise'];

  /** @param url the endpoint, such as `http://127.0.0.1:8080/metrics` */
  constructor(url: string, options: MetricsScraperOptions = {}) {
    this.url = url;
    this.#withinMs = options.withinMs ?? 5000;
    this.#normalise = options.normalise;
  }

  /**
   * Reads all series once.
   *
   * @throws {@link MetricsError} when there is no complete response (`METRICS_UNREACHABLE`), its status is not 200, its
   *   content type is not Prometheus text 0.0.4, or its text is invalid (the cause names the line)
   */
  async scrape(signal: AbortSignal): Promise<MetricsText> {
    const response = await this.#get(signal);
    if (response.status !== 200) {
      throw rejected('METRICS_STATUS', response, `returned ${response.status}, expected 200`);
    }
    if (!TEXT_FORMAT.test(response.contentType)) {
      const found = response.contentType === '' ? 'no content type' : response.contentType;
      throw rejected(
        'METRICS_CONTENT_TYPE',
        response,
        `returned ${found}, expected text/plain; version=0.0.4`,
      );
    }
    try {
      const text = parseMetrics(response.body);
      const normalise = this.#normalise;
      if (normalise === undefined) return text;
      return { ...text, samples: text.samples.flatMap((sample) => normalise(sample) ?? []) };
    } catch (cause) {
      throw rejected(
        'METRICS_INVALID',
        response,
        `returned invalid Prometheus text: ${errorMessage(cause)}`,
        cause,
      );
    }
  }

  async #get(signal: AbortSignal): Promise<TextResponse> {
    const { url } = this;
    try {
      return await getText(url, { signal, withinMs: this.#withinMs, accept: 'text/plain;version=0.0.4' });
    } catch (cause) {
      if (!(cause instanceof HttpError)) throw cause;
      throw new MetricsError('METRICS_UNREACHABLE', `${url}: ${cause.lastState}`, { url }, cause);
    }
  }
}

function rejected(
  code: MetricsErrorCode,
  { url, status, body }: TextResponse,
  problem: string,
  cause?: unknown,
): MetricsError {
  const bodyStart = body.slice(0, 200);
  const message = `${url} ${problem}. The body starts with ${JSON.stringify(bodyStart)}`;
  return new MetricsError(code, message, { url, status, bodyStart }, cause);
}
