import { ProviderKeyMissingError } from './provider-key-missing-error.ts';

/** How a remote provider is reached. What is not set has the provider's own default. */
export interface RemoteSettings {
  /** How the variables begin that these came from, such as `STS_TTS`. */
  readonly part: string;
  /** Without a slash at its end. */
  readonly url?: string | undefined;
  /** Goes out in requests, and nowhere else. */
  readonly key?: string | undefined;
  readonly model?: string | undefined;
  /** Used instead of the voice that a session's profile selects. */
  readonly voice?: string | undefined;
}

const OPENAI_URL = 'https://api.openai.com/v1';

/** @throws {ProviderKeyMissingError} when there is no key */
export function requireKey({ part, key }: RemoteSettings, provider: string): string {
  if (key === undefined) throw new ProviderKeyMissingError(part, provider);
  return key;
}

/**
 * Where an OpenAI-compatible service is, and the header that it wants. OpenAI itself needs a key; others, such as
 * one on this machine, often do not.
 *
 * @throws {ProviderKeyMissingError} when there is no key for OpenAI itself
 */
export function openaiAccess(settings: RemoteSettings): {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  if (settings.url === undefined) requireKey(settings, 'openai');
  const { url = OPENAI_URL, key } = settings;
  return { url, headers: key === undefined ? {} : { authorization: `Bearer ${key}` } };
}
