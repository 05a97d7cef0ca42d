import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../../../lib/write-atomically.ts';
import type { Logger } from '../../runtime/logger.ts';
import { type StreamState, streamStateSchema } from './stream-state.ts';

const SUFFIX = '.json';
/** Of the temporary files of {@link writeAtomically}. */
const UNFINISHED_SUFFIX = '.part';

/** The folder of states exists and cannot be listed. */
export class StateFolderError extends Error {
  override readonly name = 'StateFolderError';
  readonly code = 'STATE_FOLDER_UNREADABLE';
  readonly path: string;

  constructor(path: string, cause: Error) {
    super(
      `cannot read the state folder ${path} (WORKER_STATE_DIR): ${cause.message}; the live streams in it would not be ` +
        'resumed. Make the folder readable, or set WORKER_STATE_DIR to another one',
      { cause },
    );
    this.path = path;
  }
}

/**
 * The states of streams, one file each, which a restart resumes from. Files are replaced atomically, so a process that
 * is killed while writing leaves the previous state. A state that cannot be written or parsed is logged and does
 * not stop the live streams.
 */
export class StateFolder {
  readonly #path: string;
  readonly #log: Logger;
  /** The last queued operation of each stream; operations of a stream run one after another. */
  readonly #queued = new Map<string, Promise<void>>();

  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#log = log;
  }

  save(state: StreamState): void {
    this.#enqueue(state.streamId, async (file) => {
      await mkdir(this.#path, { recursive: true });
      await writeAtomically(file, JSON.stringify(state));
    });
  }

  /** Removes the state of a stream that has ended. */
  remove(streamId: string): void {
    this.#enqueue(streamId, (file) => rm(file, { force: true }));
  }

  /** Resolves when every queued operation has completed. */
  async written(): Promise<void> {
    await Promise.all(this.#queued.values());
  }

  /**
   * Reads the states of an earlier process. A file that is invalid is logged and skipped.
   *
   * A folder that cannot be listed stops the start: a service that started without it would silently lose its streams.
   *
   * @throws {StateFolderError} when the folder exists and cannot be read
   */
  async load(): Promise<StreamState[]> {
    const names = await readdir(this.#path).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw new StateFolderError(this.#path, error);
    });
    // Left by a process that was killed while writing.
    const unfinished = names.filter((name) => name.endsWith(UNFINISHED_SUFFIX));
    await Promise.all(unfinished.map((name) => rm(join(this.#path, name), { force: true })));
    const states = await Promise.all(
      names.filter((name) => name.endsWith(SUFFIX)).map((name) => this.#read(join(this.#path, name))),
    );
    return states.filter((state) => state !== undefined);
  }

  async #read(file: string): Promise<StreamState | undefined> {
    try {
      return streamStateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch (error) {
      this.#log.error({ err: error, file }, 'not resuming a stream: cannot read its state');
      return undefined;
    }
  }

  #enqueue(streamId: string, operation: (file: string) => Promise<void>): void {
    const file = join(this.#path, `${streamId}${SUFFIX}`);
    const previous = this.#queued.get(streamId) ?? Promise.resolve();
    const done = previous
      .then(() => operation(file))
      .catch((error: unknown) =>
        this.#log.warn({ err: error, file }, 'cannot save the state of a stream: a restart would lose it'),
      )
      .finally(() => {
        if (this.#queued.get(streamId) === done) this.#queued.delete(streamId);
      });
    this.#queued.set(streamId, done);
  }
}
