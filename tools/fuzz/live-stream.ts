import { join } from 'node:path';
import { execa } from 'execa';
import type { Pipeline } from './pipeline.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const LIVE_WITHIN_MS = 60_000;
const POLL_MS = 100;

/** Every live stream's id begins so. */
export const LIVE_PREFIX = 'fuzz-live-';

/** One clip that is published and dubbed, followed by a scenario that judges all of it: a child process. */
export class LiveStream {
  readonly id: string;
  readonly #child;

  constructor(number: number, scenario: string, { configFile }: Pipeline) {
    this.id = `${LIVE_PREFIX}${number}`;
    const args = ['cli/main.ts', 'scenario', scenario, '--env', 'attach', '--config', configFile];
    this.#child = execa(process.execPath, [...args, '--stream', this.id], {
      cwd: PROJECT,
      env: { NO_COLOR: '1' },
      stdin: 'ignore',
      reject: false,
      all: true,
    });
  }

  /** Waits until the stream's worker is there, or until `signal`. @throws {Error} when the scenario ends first */
  async live({ mediaServiceUrl }: Pipeline, signal: AbortSignal): Promise<void> {
    let ended = false;
    void this.#child.then(() => {
      ended = true;
    });
    const deadlineMs = performance.now() + LIVE_WITHIN_MS;
    while (!ended && !signal.aborted && performance.now() < deadlineMs) {
      if ((await fetch(`${mediaServiceUrl}/v1/streams/${this.id}`)).ok) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    if (signal.aborted) return;
    throw new Error(`No worker came for ${this.id}:\n${await this.judged()}`);
  }

  /** Waits for the scenario's end. @returns all that it printed, when it did not pass */
  async judged(): Promise<string | undefined> {
    const { exitCode, all } = await this.#child;
    return exitCode === 0 ? undefined : all;
  }

  /** Ends it at once. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#child;
  }
}
