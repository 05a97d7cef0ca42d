import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/** Kills the process groups of a run when this process ends, even when it is killed: see {@link ./reaper-main.ts}. */
export class Reaper {
  readonly #child = execa(process.execPath, [fileURLToPath(new URL('reaper-main.ts', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
    cleanup: false,
    reject: false,
  });

  /** Adds a process group. Call it in the tick that started the group. */
  watch(pgid: number): void {
    this.#child.stdin.write(`+${pgid}\n`);
  }

  /** Removes a process group, which has ended or must survive. */
  release(pgid: number): void {
    this.#child.stdin.write(`-${pgid}\n`);
  }

  /** Kills the remaining groups and ends the reaper. */
  async stop(): Promise<void> {
    this.#child.stdin.end();
    await this.#child;
  }
}
