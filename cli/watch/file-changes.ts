import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps, and users save several files. */
const SETTLED_AFTER_MS = 200;

/** Reports changed files once no more changes follow. */
export class FileChanges implements Disposable {
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #onChange: (files: readonly string[]) => void;
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  /** @param onChange receives absolute paths */
  constructor(onChange: (files: readonly string[]) => void) {
    this.#onChange = onChange;
  }

  /** Watches the files in these folders, without subfolders, in addition to the folders already watched. */
  watch(folders: readonly string[]): void {
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      // Watches the folder because editors replace files.
      const watcher = watch(folder, (_, name) => name !== null && this.#note(join(folder, name)));
      watcher.on('error', () => this.#unwatch(folder));
      this.#watchers.set(folder, watcher);
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const folder of [...this.#watchers.keys()]) this.#unwatch(folder);
  }

  #unwatch(folder: string): void {
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
