import { join } from 'node:path';
import { execa } from 'execa';
import type { Pipeline } from './pipeline.ts';

const PROJECT = join(import.meta.dirname, '..', '..');
const LIVE_WITHIN_MS = 60_000;
const POLL_MS = 100;

/** Prefix of the ids of live streams. */
export const LIVE_PREFIX = 'fuzz-live-';

/** One scenario that publishes, follows and checks a stream, in a child process. */
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

  /** Waits for the worker of the stream, or until `signal` is aborted. @throws {Error} when the scenario ends first */
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
    throw new Error(`no worker was started for ${this.id}:\n${await this.result()}`);
  }

  /** Waits for the end of the scenario. @returns its output when it did not pass */
  async result(): Promise<string | undefined> {
    const { exitCode, all } = await this.#child;
    return exitCode === 0 ? undefined : all;
  }

  /** Stops the scenario. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#child;
  }
}
