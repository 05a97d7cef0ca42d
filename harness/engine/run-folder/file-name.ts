import { isAbsolute, normalize, sep } from 'node:path';
import { HarnessError } from '../errors.ts';

const MAX_LENGTH = 100;

/** A path leads out of the run folder. */
class OutsideRunFolderError extends HarnessError {
  readonly path: string;

  constructor(path: string) {
    super(`"${path}" is outside the run folder: use a path relative to it, without ".."`, {
      code: 'OUTSIDE_RUN_FOLDER',
      fault: 'HARNESS',
    });
    this.path = path;
  }
}

/**
 * Converts text into a file name: letters, digits, `.`, `_` and `-`, neither hidden nor empty, at most 100 characters.
 * Keeps the extension.
 */
export function safeFileName(text: string): string {
  const safe = text
    .replaceAll(/[^a-zA-Z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .replace(/[.-]+$/, '');
  if (safe === '') return 'unnamed';
  if (safe.length <= MAX_LENGTH) return safe;
  const extension = /\.[a-zA-Z0-9]{1,10}$/.exec(safe)?.[0] ?? '';
  return safe.slice(0, MAX_LENGTH - extension.length) + extension;
}

/**
 * Normalises a path in the run folder.
 *
 * @throws {HarnessError} `OUTSIDE_RUN_FOLDER` when it leads out of the run folder
 */
export function confinedPath(path: string): string {
  const shortest = normalize(path);
  if (isAbsolute(path) || shortest === '..' || shortest.startsWith(`..${sep}`) || shortest === '.') {
    throw new OutsideRunFolderError(path);
  }
  return shortest;
}
