import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

/**
 * Makes sure that no process of a run outlives it, not even when the harness is killed: see
 * {@link ./reaper-main.ts}.
 */
export class Reaper {
  readonly #child = execa(process.execPath, [fileURLToPath(new URL('reaper-main.ts', import.meta.url))], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
    cleanup: false,
    reject: false,
  });

  /** Names a process group to be killed when this process is gone. Call it in the tick that started it. */
  watch(pgid: number): void {
    this.#child.stdin.write(`+${pgid}\n`);
  }

  /** The group has ended, or is to live on. */
  release(pgid: number): void {
    this.#child.stdin.write(`-${pgid}\n`);
  }

  /** Kills what is still watched, and ends. */
  async stop(): Promise<void> {
    this.#child.stdin.end();
    await this.#child;
  }
}
