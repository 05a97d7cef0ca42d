import { isAbsolute, join } from 'node:path';

/** A file in the place of a service. */
export interface PlaceFile {
  readonly isRegular: boolean;
  readonly isExecutable: boolean;
  /** The first 4 KiB of a regular file that can be read, as Latin-1. */
  readonly start?: string;
}

/** How a command ended. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode?: number;
  /** Why it did not end by itself, or did not start. */
  readonly problem?: string;
}

/** The machine or container in which a service runs, as the service sees it. */
export interface ServicePlace {
  /** Whether names and addresses of the network mean the same there as here. */
  readonly isThisMachine: boolean;
  /** The working folder of the service. */
  readonly workingFolder: string;
  /** The program of the service, when it is known. */
  readonly program?: string;
  /** The environment variables of the service. Values may be secret. */
  environment(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /**
   * Finds a program in PATH faster than one file at a time.
   *
   * @returns undefined when there is none, or when it cannot be looked up in this way
   */
  lookUp?(name: string, signal: AbortSignal): Promise<string | undefined>;
  /** @returns undefined when there is no such file */
  file(path: string, signal: AbortSignal): Promise<PlaceFile | undefined>;
  /** Runs a program, from PATH if its name has no `/`, with the environment of the service. Kills it with the signal. */
  run(program: string, args: readonly string[], signal: AbortSignal): Promise<CommandResult>;
}

/** A program that was looked up as the service would. */
export interface FoundProgram {
  readonly path: string;
  readonly file: PlaceFile;
}

/**
 * Finds a program: a name without `/` in the folders of PATH, otherwise the file itself.
 *
 * @returns undefined when there is none
 */
export async function findProgram(
  place: ServicePlace,
  name: string,
  signal: AbortSignal,
): Promise<FoundProgram | undefined> {
  const known = name.includes('/') ? undefined : await place.lookUp?.(name, signal);
  const file = known === undefined ? undefined : await place.file(known, signal);
  if (known !== undefined && file !== undefined) return { path: known, file };
  const { PATH: folders = '' } = await place.environment(signal);
  const paths = name.includes('/')
    ? [isAbsolute(name) ? name : join(place.workingFolder, name)]
    : folders.split(':').map((folder) => join(folder === '' ? place.workingFolder : folder, name));
  const files = await Promise.all(
    paths.map(async (path) => {
      const found = await place.file(path, signal);
      return found === undefined ? [] : [{ path, file: found }];
    }),
  );
  const found = files.flat();
  // A shell skips files that it cannot execute, unless there is no other.
  return found.find((one) => one.file.isRegular && one.file.isExecutable) ?? found[0];
}
