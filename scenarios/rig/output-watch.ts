import { pause, type RunContext, systemClock } from '../../harness/engine/index.ts';
import { audioOf, MediaToolError, probeMedia, videoOf } from '../../harness/media/index.ts';
import type { MediamtxClient } from '../../harness/mediamtx/index.ts';
import type { LiveOutput } from '../evidence/output-measurement.ts';
import type { OutputSource } from './output-source.ts';

const EVERY_MS = 50;
const PROBE_WITHIN_MS = 10_000;

/** What is known of the output so far. Times are on the run's clock. */
export interface OutputState {
  readonly onAirAtMs?: number;
  /** When it was no longer on air after it had been. */
  readonly endedAtMs?: number;
  /** What ffprobe said while it was on air, or why it said nothing. */
  readonly live?: LiveOutput;
}

export interface OutputWatchOptions {
  readonly mediamtx: MediamtxClient;
  /** MediaMTX path of the output. */
  readonly path: string;
  /** Where it can be read. */
  readonly url: string;
  readonly source: OutputSource;
}

/**
 * Watches the output from before it is there until it has ended, beside the steps: a short output could be over
 * before the step that judges it begins.
 */
export class OutputWatch {
  readonly #run: RunContext;
  readonly #options: OutputWatchOptions;
  #state: OutputState = {};

  constructor(run: RunContext, options: OutputWatchOptions) {
    this.#run = run;
    this.#options = options;
  }

  /** How it comes to be a file. */
  get source(): OutputSource {
    return this.#options.source;
  }

  get state(): OutputState {
    return this.#state;
  }

  /** Begins to watch; ends with the output or with the run. */
  start(): void {
    const { signal } = this.#run;
    const watching = this.#watch(signal).catch((error: unknown) => {
      if (!signal.aborted) this.#run.failStep(error instanceof Error ? error : new Error(String(error)));
    });
    this.#run.defer('end watching the output', () => watching);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    await this.#until(true, signal);
    this.#set({ onAirAtMs: this.#run.nowMs() });
    await this.source.begin?.();
    const probed = this.#probe(signal);
    await this.#until(false, signal);
    await this.source.end?.();
    this.#set({ endedAtMs: this.#run.nowMs() });
    await probed;
  }

  async #until(onAir: boolean, signal: AbortSignal): Promise<void> {
    while ((await this.#isOnAir(signal)) !== onAir) await pause(systemClock, EVERY_MS, signal);
  }

  async #isOnAir(signal: AbortSignal): Promise<boolean> {
    return (await this.#options.mediamtx.listPaths(signal)).some(
      ({ name, ready }) => name === this.#options.path && ready,
    );
  }

  async #probe(signal: AbortSignal): Promise<void> {
    const known = { url: this.#options.url, videoCodec: null, audioCodec: null };
    try {
      const probe = await probeMedia(this.#options.url, { signal, withinMs: PROBE_WITHIN_MS });
      const [video, audio] = [videoOf(probe)?.codec ?? null, audioOf(probe)?.codec ?? null];
      this.#set({ live: { ...known, videoCodec: video, audioCodec: audio } });
    } catch (error) {
      if (!(error instanceof MediaToolError)) throw error;
      this.#set({ live: { ...known, problem: error.message } });
    }
  }

  #set(news: OutputState): void {
    this.#state = { ...this.#state, ...news };
    this.#run.observe('output', Object.keys(news).join(', '), { ...news });
  }
}
