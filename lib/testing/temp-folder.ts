import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder that is removed at the end of an `await using` scope. */
export interface TempFolder extends AsyncDisposable {
  /** Absolute path. */
  readonly path: string;
  /** @returns the absolute path of a file in the folder */
  readonly file: (name: string) => string;
}

export async function createTempFolder(): Promise<TempFolder> {
  const path = await mkdtemp(join(tmpdir(), 'dubstep-test-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
