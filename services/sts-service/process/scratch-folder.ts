import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for what can't go through a pipe: MP4, and what a program insists on opening by its name. */
export class ScratchFolder {
  readonly path: string;
  readonly #removeAtExit = (): void => rmSync(this.path, { recursive: true, force: true });
  #count = 0;

  /** @param path of a folder that exists; a process that ends without {@link remove} still takes it along */
  constructor(path: string) {
    this.path = path;
    process.once('exit', this.#removeAtExit);
  }

  static async create(): Promise<ScratchFolder> {
    return new ScratchFolder(await mkdtemp(join(tmpdir(), `dubstep-sts-${process.pid}-`)));
  }

  /** Gives `use` the path of a file that does not exist yet, and removes it afterwards. */
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
