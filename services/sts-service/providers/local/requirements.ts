import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** A program or file that a provider needs is not installed. */
export class ProviderMissingError extends Error {
  readonly code = 'STS_PROVIDER_MISSING';
  readonly provider: string;
  readonly missing: string;
  readonly debianPackage: string;

  /**
   * @param provider name in the configuration, such as `pocketsphinx`
   * @param missing the program, file or language that was not found
   * @param debianPackage package that contains it
   */
  constructor(provider: string, missing: string, debianPackage: string) {
    super(
      `${provider} needs ${missing}, which is not installed. On Debian or Ubuntu: apt-get install -y ${debianPackage}`,
    );
    this.name = 'ProviderMissingError';
    this.provider = provider;
    this.missing = missing;
    this.debianPackage = debianPackage;
  }
}

/** @throws {ProviderMissingError} when the program is not on the PATH */
export async function requireProgram(
  provider: string,
  program: string,
  debianPackage: string,
): Promise<void> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder !== '' && (await isAccessible(join(folder, program), constants.X_OK))) return;
  }
  throw new ProviderMissingError(provider, program, debianPackage);
}

/** @throws {ProviderMissingError} when the file cannot be read */
export async function requireFile(provider: string, path: string, debianPackage: string): Promise<void> {
  if (!(await isAccessible(path, constants.R_OK)))
    throw new ProviderMissingError(provider, path, debianPackage);
}

async function isAccessible(path: string, mode: number): Promise<boolean> {
  return await access(path, mode).then(
    () => true,
    () => false,
  );
}
