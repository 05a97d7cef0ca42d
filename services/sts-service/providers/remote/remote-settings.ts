import type { RemoteSettings } from '../provider-settings.ts';

/** The configured provider needs a key, and none is set. */
export class ProviderKeyMissingError extends Error {
  readonly code = 'STS_PROVIDER_KEY_MISSING';
  /** The variable to set. */
  readonly variable: string;

  /** @param part prefix of the variables, such as `STS_TTS` */
  constructor(part: string, provider: string) {
    const variable = `${part}_KEY`;
    super(`${part}=${provider} needs a key: set ${variable}, or choose another ${part}.`);
    this.name = 'ProviderKeyMissingError';
    this.variable = variable;
  }
}

const OPENAI_URL = 'https://api.openai.com/v1';

/** @throws {ProviderKeyMissingError} when no key is set */
export function requireKey({ part, key }: RemoteSettings, provider: string): string {
  if (key === undefined) throw new ProviderKeyMissingError(part, provider);
  return key;
}

/**
 * The URL and headers of an OpenAI-compatible service. OpenAI itself needs a key; other services, such as local ones,
 * often do not.
 *
 * @throws {ProviderKeyMissingError} when the service is OpenAI and no key is set
 */
export function openaiAccess(settings: RemoteSettings): {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  if (settings.url === undefined) requireKey(settings, 'openai');
  const { url = OPENAI_URL, key } = settings;
  return { url, headers: key === undefined ? {} : { authorization: `Bearer ${key}` } };
}
