/**
 * What is wrong, in the sense of what helps: waiting (`rate-limited`), trying again (`unavailable`), changing the
 * request or the settings (`refused`), or asking somebody else (`unusable`: an answer that is no answer).
 */
export type RemoteFailure = 'rate-limited' | 'unavailable' | 'refused' | 'unusable';

export interface RemoteErrorDetails {
  /** How long it asks to wait before the next request, where it does. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A service on the network did not do its part of the work. Its message never holds a key. */
export class RemoteProviderError extends Error {
  readonly code = 'STS_REMOTE_PROVIDER';
  readonly provider: string;
  readonly failure: RemoteFailure;
  readonly retryAfterMs: number | undefined;

  /** @param provider its name in the configuration, such as `deepl` */
  constructor(provider: string, failure: RemoteFailure, message: string, details: RemoteErrorDetails = {}) {
    super(`${provider} ${message}`, 'cause' in details ? { cause: details.cause } : undefined);
    this.name = 'RemoteProviderError';
    this.provider = provider;
    this.failure = failure;
    this.retryAfterMs = details.retryAfterMs;
  }

  /** Whether the same request may succeed later. */
  get mayPass(): boolean {
    return this.failure === 'rate-limited' || this.failure === 'unavailable';
  }
}
