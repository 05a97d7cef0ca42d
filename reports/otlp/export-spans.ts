import { request } from 'undici';
import { z } from 'zod';
import { errorMessage } from '../../lib/error-message.ts';
import { plainLine } from '../format/plain-text.ts';
import type { Collector } from './collector.ts';
import { attributes, type Span } from './span.ts';

/** The collector could not be reached, or rejected spans. */
export class OtlpExportError extends Error {
  readonly code = 'OTLP_EXPORT';
  override readonly name = 'OtlpExportError';
  readonly url: string;

  constructor(url: string, problem: string, cause?: unknown) {
    super(
      `could not send the spans to ${url}: ${problem}. Retry with: dubstep report render <run> --reporter otlp`,
      cause === undefined ? undefined : { cause },
    );
    this.url = url;
  }
}

const MAX_RESPONSE_LENGTH = 300;

const answerSchema = z.object({
  partialSuccess: z
    .object({ rejectedSpans: z.coerce.number().default(0), errorMessage: z.string().default('') })
    .optional(),
});

/**
 * Sends spans with OTLP/HTTP in JSON, without retries.
 *
 * @throws {@link OtlpExportError} when the collector cannot be reached, answers with an error, or rejects spans
 */
export async function exportSpans(
  spans: readonly Span[],
  { url, headers, timeoutMs, serviceName }: Collector,
): Promise<void> {
  const resource = { attributes: attributes({ 'service.name': serviceName }) };
  const body = JSON.stringify({
    resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'dubstep' }, spans }] }],
  });
  const { statusCode, text } = await post(
    url,
    { ...headers, 'content-type': 'application/json' },
    body,
    timeoutMs,
  );
  if (statusCode < 200 || statusCode > 299) {
    throw new OtlpExportError(
      url,
      `the collector returned ${statusCode} ${plainLine(text).slice(0, MAX_RESPONSE_LENGTH)}`,
    );
  }
  const { rejectedSpans = 0, errorMessage = '' } = answerOf(text).partialSuccess ?? {};
  if (rejectedSpans > 0) {
    throw new OtlpExportError(
      url,
      `the collector rejected ${rejectedSpans} of ${spans.length} spans: ${plainLine(errorMessage)}`,
    );
  }
}

async function post(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
): Promise<{ statusCode: number; text: string }> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request(url, { method: 'POST', headers, body, signal });
    return { statusCode: response.statusCode, text: await response.body.text() };
  } catch (error) {
    const problem = signal.aborted ? `no response within ${timeoutMs} ms` : messageOf(error);
    throw new OtlpExportError(url, problem, error);
  }
}

/** An answer that is not OTLP, such as an empty one, rejects nothing. */
function answerOf(text: string): z.infer<typeof answerSchema> {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return errorMessage(error);
}
