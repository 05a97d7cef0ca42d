import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '../../runtime/logger.ts';
import { type StreamState, streamStateSchema } from './stream-state.ts';

const SUFFIX = '.json';

/**
 * The states of streams, a file each. A file is replaced as a whole, so that a process that is killed while it
 * writes leaves the one before. What cannot be written or read is told and does no other harm.
 */
export class StateFolder {
  readonly #path: string;
  readonly #log: Logger;
  /** What is still to be done for a stream; one thing after the other. */
  readonly #busy = new Map<string, Promise<void>>();

  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#log = log;
  }

  save(state: StreamState): void {
    this.#inTurn(state.streamId, async (file) => {
      await mkdir(this.#path, { recursive: true });
      const unfinished = `${file}.tmp`;
      await writeFile(unfinished, JSON.stringify(state));
      await rename(unfinished, file);
    });
  }

  /** The stream is over: nobody has to go on with it. */
  remove(streamId: string): void {
    this.#inTurn(streamId, (file) => rm(file, { force: true }));
  }

  /** Resolves when everything has been written. */
  async written(): Promise<void> {
    await Promise.all(this.#busy.values());
  }

  /** What was left behind. A file that is none of ours, or broken, is told and left aside. */
  async load(): Promise<StreamState[]> {
    const names = await readdir(this.#path).catch(() => []);
    const states = await Promise.all(
      names.filter((name) => name.endsWith(SUFFIX)).map((name) => this.#read(join(this.#path, name))),
    );
    return states.filter((state) => state !== undefined);
  }

  async #read(file: string): Promise<StreamState | undefined> {
    try {
      return streamStateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    } catch (error) {
      this.#log.warn({ err: error, file }, 'the state of a stream cannot be read: it is not taken up again');
      return undefined;
    }
  }

  #inTurn(streamId: string, work: (file: string) => Promise<void>): void {
    const file = join(this.#path, `${streamId}${SUFFIX}`);
    const before = this.#busy.get(streamId) ?? Promise.resolve();
    const done = before
      .then(() => work(file))
      .catch((error: unknown) =>
        this.#log.warn({ err: error, file }, 'the state of a stream cannot be kept: a restart would lose it'),
      )
      .finally(() => {
        if (this.#busy.get(streamId) === done) this.#busy.delete(streamId);
      });
    this.#busy.set(streamId, done);
  }
}
