import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for files that cannot be pipes: MP4, and input that a program opens by name. */
export class ScratchFolder {
  readonly path: string;
  readonly #removeAtExit = (): void => rmSync(this.path, { recursive: true, force: true });
  #count = 0;

  /** @param path an existing folder; removed at the latest when this process exits */
  constructor(path: string) {
    this.path = path;
    process.once('exit', this.#removeAtExit);
  }

  static async create(): Promise<ScratchFolder> {
    return new ScratchFolder(await mkdtemp(join(tmpdir(), `dubstep-sts-${process.pid}-`)));
  }

  /** Calls `use` with the path of a new file, and removes the file afterwards. */
  async withFile<T>(use: (path: string) => Promise<T>): Promise<T> {
    this.#count += 1;
    const path = join(this.path, String(this.#count));
    try {
      return await use(path);
    } finally {
      await rm(path, { force: true });
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
    process.off('exit', this.#removeAtExit);
  }
}
