import { type RemoteErrorDetails, type RemoteFailure, RemoteProviderError } from './remote-provider-error.ts';

/** One service on the network. */
export interface RemoteService {
  /** Its name in the configuration, such as `deepl`. */
  readonly provider: string;
  /** How the names of its variables begin, such as `STS_TRANSLATOR`. */
  readonly part: string;
  /** Without a slash at its end. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What nobody else may be told, also when the service itself says it back. */
  readonly key: string | undefined;
}

/** @param message may come from the service; its key is taken out */
export function remoteError(
  service: RemoteService,
  failure: RemoteFailure,
  message: string,
  details?: RemoteErrorDetails,
): RemoteProviderError {
  return new RemoteProviderError(service.provider, failure, withoutKey(service, message), details);
}

/** A text in which the key is not. */
export function withoutKey({ key }: RemoteService, text: string): string {
  return key === undefined ? text : text.replaceAll(key, '[key]');
}
