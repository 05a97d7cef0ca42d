/** A provider that the configuration names cannot be used without a key, and there is none. */
export class ProviderKeyMissingError extends Error {
  readonly code = 'STS_PROVIDER_KEY_MISSING';
  /** The variable that must be set. */
  readonly variable: string;

  /** @param part such as `STS_TTS`, which is also how the variable begins */
  constructor(part: string, provider: string) {
    const variable = `${part}_KEY`;
    super(`${part}=${provider} needs a key: set ${variable}, or choose another ${part}.`);
    this.name = 'ProviderKeyMissingError';
    this.variable = variable;
  }
}
