import { pause, type RunContext, systemClock, toJson } from '../../harness/engine/index.ts';
import { audioOf, MediaToolError, probeMedia, videoOf } from '../../harness/media/index.ts';
import { MediamtxApiError, type MediamtxClient } from '../../harness/mediamtx/index.ts';
import type { LiveOutput } from '../evidence/output-measurement.ts';
import type { OutputSource } from './output-source.ts';

const EVERY_MS = 50;
const PROBE_WITHIN_MS = 10_000;

/** What is known of the output so far. Times are on the run's clock. */
export interface OutputState {
  readonly onAirAtMs?: number;
  /** When it was no longer on air after it had been. Absent while it is. */
  readonly endedAtMs?: number | undefined;
  /** For how long it was off the air before it came back, in all. */
  readonly offAirMs?: number;
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
  /** It goes off the air and comes back, and MediaMTX may do so too. */
  readonly comesBack: boolean;
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
    // Whoever awaits it later still sees the rejection.
    probed.catch(() => undefined);
    await this.#until(false, signal);
    await this.source.end?.();
    this.#set({ endedAtMs: this.#run.nowMs() });
    await probed;
    while (this.#options.comesBack) await this.#watchAgain(signal);
  }

  /** It may come back, and end again. */
  async #watchAgain(signal: AbortSignal): Promise<void> {
    await this.#until(true, signal);
    const { endedAtMs = 0, offAirMs = 0 } = this.#state;
    this.#set({ endedAtMs: undefined, offAirMs: offAirMs + this.#run.nowMs() - endedAtMs });
    await this.#until(false, signal);
    this.#set({ endedAtMs: this.#run.nowMs() });
  }

  async #until(onAir: boolean, signal: AbortSignal): Promise<void> {
    while ((await this.#isOnAir(signal)) !== onAir) await pause(systemClock, EVERY_MS, signal);
  }

  async #isOnAir(signal: AbortSignal): Promise<boolean> {
    const { mediamtx, path, comesBack } = this.#options;
    try {
      return (await mediamtx.listPaths(signal)).some(({ name, ready }) => name === path && ready);
    } catch (error) {
      const isAway = error instanceof MediamtxApiError && error.code === 'MEDIAMTX_UNREACHABLE';
      if (comesBack && isAway) return false;
      throw error;
    }
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
    this.#run.observe('output', Object.keys(news).join(', '), toJson(news));
  }
}
