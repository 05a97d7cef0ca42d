import { errorMessage } from '../../lib/error-message.ts';
import { getText, HttpError, type TextAnswer } from '../http/index.ts';
import { MetricsError, type MetricsErrorCode } from './metrics-error.ts';
import { type MetricsText, parseMetricsText } from './metrics-text.ts';

/** `text/plain`, and if it names a version, 0.0.4: the only one this parser reads. */
const TEXT_FORMAT = /^text\/plain\s*(;(?!.*\bversion=(?!"?0\.0\.4"?\s*(;|$)))|$)/i;

export interface MetricsScraperOptions {
  /** How long a scrape may take. 5000 by default. */
  readonly withinMs?: number;
}

/** Reads the metrics endpoint of one service. */
export class MetricsScraper {
  readonly url: string;
  readonly #withinMs: number;

  /** @param url the endpoint, e.g. `http://127.0.0.1:8080/metrics` */
  constructor(url: string, options: MetricsScraperOptions = {}) {
    this.url = url;
    this.#withinMs = options.withinMs ?? 5000;
  }

  /**
   * One reading of all series.
   *
   * @throws MetricsError when no complete answer came (`METRICS_UNREACHABLE`), its status is not 200, it is not
   *   Prometheus text 0.0.4 by its content type, or its text is invalid (the cause names the line)
   */
  async scrape(signal: AbortSignal): Promise<MetricsText> {
    const answer = await this.#get(signal);
    if (answer.status !== 200) {
      throw refusal('METRICS_STATUS', answer, `answered ${answer.status}, expected 200`);
    }
    if (!TEXT_FORMAT.test(answer.contentType)) {
      const found = answer.contentType === '' ? 'no content type' : answer.contentType;
      throw refusal('METRICS_CONTENT_TYPE', answer, `answered ${found}, expected text/plain; version=0.0.4`);
    }
    try {
      return parseMetricsText(answer.body);
    } catch (cause) {
      const reason = errorMessage(cause);
      throw refusal('METRICS_INVALID', answer, `is not Prometheus text: ${reason}`, cause);
    }
  }

  async #get(signal: AbortSignal): Promise<TextAnswer> {
    try {
      return await getText(this.url, {
        signal,
        withinMs: this.#withinMs,
        accept: 'text/plain;version=0.0.4',
      });
    } catch (cause) {
      if (!(cause instanceof HttpError)) throw cause;
      throw new MetricsError(
        'METRICS_UNREACHABLE',
        `${this.url}: ${cause.lastState}`,
        { url: this.url },
        cause,
      );
    }
  }
}

function refusal(code: MetricsErrorCode, answer: TextAnswer, what: string, cause?: unknown): MetricsError {
  const bodyStart = answer.body.slice(0, 200);
  return new MetricsError(
    code,
    `${answer.url} ${what}. It begins: ${JSON.stringify(bodyStart)}`,
    { url: answer.url, status: answer.status, bodyStart },
    cause,
  );
}
