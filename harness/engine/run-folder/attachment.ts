import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { safeFileName } from './file-name.ts';

const FOLDER = 'attachments';

/** Writes the files that steps attach, under unique names in the run folder. */
export class AttachmentStore {
  readonly #runFolder: string;
  readonly #taken = new Set<string>();

  constructor(runFolder: string) {
    this.#runFolder = runFolder;
  }

  /** @returns the path of the file in the run folder, such as `attachments/ffprobe.json` */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(FOLDER, this.#freeName(safeFileName(name)));
    await mkdir(join(this.#runFolder, FOLDER), { recursive: true });
    await writeFile(join(this.#runFolder, path), content, { flag: 'wx' });
    return path;
  }

  #freeName(wanted: string): string {
    const dot = wanted.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [wanted.slice(0, dot), wanted.slice(dot)] : [wanted, ''];
    let name = wanted;
    // Some file systems ignore case.
    for (let count = 2; this.#taken.has(name.toLowerCase()); count += 1)
      name = `${stem}-${count}${extension}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }
}
