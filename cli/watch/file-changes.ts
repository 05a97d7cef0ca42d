import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps, and people save several files. */
const SETTLED_AFTER_MS = 200;

/** Tells of files that were changed, once things have settled. */
export class FileChanges implements Disposable {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #onChange: (files: readonly string[]) => void;
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onChange gets absolute paths */
  constructor(onChange: (files: readonly string[]) => void) {
    this.#onChange = onChange;
  }

  /** Watches the files of these folders, not of the folders in them. Those that are watched already stay so. */
  watch(folders: readonly string[]): void {
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      // A folder and not its files: an editor replaces a file by another one.
      const watcher = watch(folder, (_, name) => name !== null && this.#note(join(folder, name)));
      watcher.on('error', () => this.#forget(folder));
      this.#watchers.set(folder, watcher);
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const folder of [...this.#watchers.keys()]) this.#forget(folder);
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #note(file: string): void {
    this.#changed.add(file);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const files = [...this.#changed];
      this.#changed.clear();
      this.#onChange(files);
    }, SETTLED_AFTER_MS);
  }
}
