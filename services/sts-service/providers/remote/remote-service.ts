/**
 * The remedy for a failure: waiting (`rate-limited`), retrying (`unavailable`), changing the request or the settings
 * (`refused`), or using another service (`unusable`: an invalid response).
 */
export type RemoteFailure = 'rate-limited' | 'unavailable' | 'refused' | 'unusable';

export interface RemoteErrorDetails {
  /** Time until the next request is allowed, if the service states it. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A remote service failed. The message never contains a key. */
export class RemoteProviderError extends Error {
  readonly code = 'STS_REMOTE_PROVIDER';
  readonly provider: string;
  readonly failure: RemoteFailure;
  readonly retryAfterMs: number | undefined;

  /** @param provider name in the configuration, such as `deepl` */
  constructor(provider: string, failure: RemoteFailure, message: string, details: RemoteErrorDetails = {}) {
    super(`${provider} ${message}`, 'cause' in details ? { cause: details.cause } : undefined);
    this.name = 'RemoteProviderError';
    this.provider = provider;
    this.failure = failure;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** Whether the same request can succeed later. */
  get isTransient(): boolean {
    return this.failure === 'rate-limited' || this.failure === 'unavailable';
  }
}

/** A service on the network. */
export interface RemoteService {
  /** Name in the configuration, such as `deepl`. */
  readonly provider: string;
  /** Prefix of its environment variables, such as `STS_TRANSLATOR`. */
  readonly part: string;
  /** Without a trailing slash. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Redacted from all messages, including messages of the service itself. */
  readonly key: string | undefined;
}

/** @param message may come from the service; the key is redacted */
export function remoteError(
  service: RemoteService,
  failure: RemoteFailure,
  message: string,
  details?: RemoteErrorDetails,
): RemoteProviderError {
  return new RemoteProviderError(service.provider, failure, redactKey(service, message), details);
}

/** Replaces the key of the service in a text. */
export function redactKey({ key }: RemoteService, text: string): string {
  return key === undefined ? text : text.replaceAll(key, '[key]');
}
