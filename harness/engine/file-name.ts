import { isAbsolute, normalize, sep } from 'node:path';
import { HarnessError } from './errors.ts';

const MAX_LENGTH = 100;

/** A path that should lie in the run folder does not. */
class OutsideRunFolderError extends HarnessError {
  readonly path: string;

  constructor(path: string) {
    super(`"${path}" does not lie in the run folder: give a path relative to it, without ".."`, {
      code: 'OUTSIDE_RUN_FOLDER',
      fault: 'HARNESS',
    });
    this.path = path;
  }
}

/**
 * A file name made of any text: letters, digits, `.`, `_` and `-`, neither hidden nor empty, at most 100
 * characters, with the extension that the text ends in.
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
 * The given path in its shortest form.
 *
 * @throws {@link OutsideRunFolderError} when it leaves the run folder
 */
export function confinedPath(path: string): string {
  const shortest = normalize(path);
  if (isAbsolute(path) || shortest === '..' || shortest.startsWith(`..${sep}`) || shortest === '.') {
    throw new OutsideRunFolderError(path);
  }
  return shortest;
}
