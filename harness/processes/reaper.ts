import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** The leader of a process group. */
export interface WatchedProcess {
  readonly name: string;
  readonly pid: number;
}

/** How a watched process ended. */
export interface EndedProcess extends WatchedProcess {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** It was stopped or killed by the run. */
  readonly onPurpose: boolean;
}

/**
 * The process groups of a run. Kills them when this process ends, even when it is killed: see
 * {@link ./reaper-main.ts}.
 */
export class Reaper {
  readonly #child = execa(process.execPath, [fileURLToPath(new URL('reaper-main.ts', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
    cleanup: false,
    reject: false,
  });
  readonly #watched = new Map<number, WatchedProcess>();
  readonly #everWatched = new Set<number>();
  readonly #onEnd: ((ended: EndedProcess) => void)[] = [];

  /** The groups that it would kill now. */
  get watched(): readonly WatchedProcess[] {
    return [...this.#watched.values()];
  }

  /** Whether a process with this pid has been a process of the run. */
  hasWatched(pid: number): boolean {
    return this.#everWatched.has(pid);
  }

  /** Calls `listener` when a watched process has ended. */
  onEnd(listener: (ended: EndedProcess) => void): void {
    this.#onEnd.push(listener);
  }

  /** Adds a process group. Call it in the tick that started the group. */
  watch(process: WatchedProcess): void {
    this.#watched.set(process.pid, process);
    this.#everWatched.add(process.pid);
    this.#child.stdin.write(`+${process.pid}\n`);
  }

  /** Removes a process group that must survive. */
  release(pid: number): void {
    this.#watched.delete(pid);
    this.#child.stdin.write(`-${pid}\n`);
  }

  /** Removes a process group that has ended. */
  ended(process: EndedProcess): void {
    const isWatched = this.#watched.has(process.pid);
    this.release(process.pid);
    if (isWatched) for (const listener of this.#onEnd) listener(process);
  }

  /** Kills the remaining groups and ends the reaper. */
  async stop(): Promise<void> {
    this.#child.stdin.end();
    await this.#child;
  }
}
