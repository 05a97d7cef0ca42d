import { z } from 'zod';

/** Where spans are sent to, and how. */
export interface Collector {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** What the trace is filed under. */
  readonly serviceName: string;
}

/** OpenTelemetry's default for one export. */
const TIMEOUT_MS = 10_000;

/** Something in the settings of the collector cannot be used. */
export class OtlpSettingsError extends Error {
  readonly code = 'OTLP_SETTINGS';
  override readonly name = 'OtlpSettingsError';
}

/**
 * The collector that the user or OpenTelemetry's own environment variables name
 * (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
 *
 * @param endpoint base URL; goes before the variables
 * @throws {@link OtlpSettingsError} when there is none, or one that cannot be used
 */
export function collectorOf(env: NodeJS.ProcessEnv, endpoint: string | undefined): Collector {
  const base = endpoint ?? said(env.OTEL_EXPORTER_OTLP_ENDPOINT);
  const url = (endpoint === undefined && said(env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)) || withPath(base);
  if (url === undefined) {
    throw new OtlpSettingsError('no collector is named: give --otlp-endpoint or OTEL_EXPORTER_OTLP_ENDPOINT');
  }
  if (!z.url({ protocol: /^https?$/ }).safeParse(url).success) {
    throw new OtlpSettingsError(`"${url}" is no URL of a collector: http://localhost:4318 would be one`);
  }
  const timeout = said(env.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT) ?? said(env.OTEL_EXPORTER_OTLP_TIMEOUT);
  const timeoutMs = timeout === undefined ? TIMEOUT_MS : Number(timeout);
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) {
    throw new OtlpSettingsError(`OTEL_EXPORTER_OTLP_TIMEOUT is "${timeout}": milliseconds are expected`);
  }
  return {
    url,
    headers: headersOf(said(env.OTEL_EXPORTER_OTLP_TRACES_HEADERS) ?? said(env.OTEL_EXPORTER_OTLP_HEADERS)),
    timeoutMs,
    serviceName: said(env.OTEL_SERVICE_NAME) ?? 'dubstep',
  };
}

/** An empty variable counts as one that is not set. */
function said(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}

function withPath(base: string | undefined): string | undefined {
  return base === undefined ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`;
}

/** `key=value,key=value`, the values as in a URL. */
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
    // The value is secret: it is not told.
    throw new OtlpSettingsError('OTEL_EXPORTER_OTLP_HEADERS holds a value with a stray "%"');
  }
}
