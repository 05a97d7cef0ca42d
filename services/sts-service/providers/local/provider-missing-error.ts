/** Something that a provider needs is not installed. */
export class ProviderMissingError extends Error {
  readonly code = 'STS_PROVIDER_MISSING';
  readonly provider: string;
  readonly missing: string;
  readonly debianPackages: readonly string[];

  /**
   * @param provider its name in the configuration, such as `pocketsphinx`
   * @param missing the program, file or language that was looked for
   * @param debianPackages what brings it
   */
  constructor(provider: string, missing: string, debianPackages: readonly string[]) {
    super(
      `${provider} needs ${missing}, which is not installed. On Debian or Ubuntu: apt-get install -y ${debianPackages.join(' ')}`,
    );
    this.name = 'ProviderMissingError';
    this.provider = provider;
    this.missing = missing;
    this.debianPackages = debianPackages;
  }
}
