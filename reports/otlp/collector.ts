import { z } from 'zod';

/** The destination of spans. */
export interface Collector {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** `service.name` of the trace. */
  readonly serviceName: string;
}

/** OpenTelemetry's default for one export. */
const TIMEOUT_MS = 10_000;

/** The settings of the collector are missing or invalid. */
export class OtlpSettingsError extends Error {
  readonly code = 'OTLP_SETTINGS';
  override readonly name = 'OtlpSettingsError';
}

/**
 * The collector from `--otlp-endpoint` or OpenTelemetry's environment variables
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
 *
 * @param endpoint base URL; takes precedence over the variables
 * @throws {@link OtlpSettingsError} when no collector is configured, or a setting is invalid
 */
export function collectorOf(env: NodeJS.ProcessEnv, endpoint: string | undefined): Collector {
  const base = endpoint ?? nonEmpty(env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const url = (endpoint === undefined && nonEmpty(env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)) || withPath(base);
  if (url === undefined) {
    throw new OtlpSettingsError(
      'no collector is configured: set --otlp-endpoint or OTEL_EXPORTER_OTLP_ENDPOINT',
    );
  }
  if (!z.url({ protocol: /^https?$/ }).safeParse(url).success) {
    throw new OtlpSettingsError(
      `"${url}" is not the URL of a collector; expected one such as http://localhost:4318`,
    );
  }
  const timeout = nonEmpty(env.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT) ?? nonEmpty(env.OTEL_EXPORTER_OTLP_TIMEOUT);
  const timeoutMs = timeout === undefined ? TIMEOUT_MS : Number(timeout);
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) {
    throw new OtlpSettingsError(`OTEL_EXPORTER_OTLP_TIMEOUT is "${timeout}", expected milliseconds`);
  }
  return {
    url,
    headers: headersOf(
      nonEmpty(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS) ?? nonEmpty(env.OTEL_EXPORTER_OTLP_HEADERS),
    ),
    timeoutMs,
    serviceName: nonEmpty(env.OTEL_SERVICE_NAME) ?? 'dubstep',
  };
}

/** Treats an empty variable as unset. */
function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function withPath(base: string | undefined): string | undefined {
  return base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`;
}

/** Parses `key=value,key=value` with URL-encoded values. */
function headersOf(list: string | undefined): Record<string, string> {
  const pairs = (list ?? '').split(',').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    return at > 0 ? [[pair.slice(0, at).trim().toLowerCase(), decode(pair.slice(at + 1).trim())]] : [];
  });
  return Object.fromEntries(pairs);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // The message must not contain the value: it is a secret.
    throw new OtlpSettingsError('OTEL_EXPORTER_OTLP_HEADERS contains a value with a stray "%"');
  }
}
