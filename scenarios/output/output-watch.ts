import { pause, type RunContext, systemClock, toJson } from '../../harness/engine/index.ts';
import { audioOf, MediaToolError, probeMedia, videoOf } from '../../harness/media/index.ts';
import { MediamtxApiError, type MediamtxClient } from '../../harness/mediamtx/index.ts';
import type { LiveOutput } from '../../harness/run-data/captured-output.ts';
import type { OutputSource } from './output-source.ts';

const EVERY_MS = 50;
const PROBE_WITHIN_MS = 10_000;

/** The state of the output. Times are on the run's clock. */
export interface OutputState {
  readonly onAirAtMs?: number;
  /** When it went off the air. Absent while it is on air. */
  readonly endedAtMs?: number | undefined;
  /** Total time off the air before it was republished. */
  readonly offAirMs?: number;
  /** Result of ffprobe while the output was on air, or why there is none. */
  readonly live?: LiveOutput;
}

export interface OutputWatchOptions {
  readonly mediamtx: MediamtxClient;
  /** MediaMTX path of the output. */
  readonly path: string;
  /** RTMP URL of the output. */
  readonly url: string;
  readonly source: OutputSource;
  /** The output goes off the air and is republished, and MediaMTX may restart. */
  readonly isRepublished: boolean;
}

/**
 * Watches the output from the start of publishing until it has ended, in parallel with the steps: a short output could
 * end before the step that checks it starts.
 */
export class OutputWatch {
  readonly #run: RunContext;
  readonly #options: OutputWatchOptions;
  #state: OutputState = {};
  #problem: string | undefined;

  constructor(run: RunContext, options: OutputWatchOptions) {
    this.#run = run;
    this.#options = options;
  }

  /** Captures the output. */
  get source(): OutputSource {
    return this.#options.source;
  }

  get state(): OutputState {
    return this.#state;
  }

  /** Why the output is no longer watched, so that its state cannot change any more. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Starts to watch. Stops with the output or with the run. */
  start(): void {
    const { signal } = this.#run;
    const watching = this.#watch(signal).catch((error: unknown) => {
      if (signal.aborted) return;
      this.#problem = `the output can no longer be watched: ${String(error)}`;
      this.#run.failStep(error instanceof Error ? error : new Error(String(error)));
    });
    this.#run.defer('end watching the output', () => watching);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    await this.#until(true, signal);
    this.#set({ onAirAtMs: this.#run.nowMs() });
    await this.source.start?.();
    const probed = this.#probe(signal);
    // A later await still gets the rejection.
    probed.catch(() => undefined);
    await this.#until(false, signal);
    await this.source.end?.();
    this.#set({ endedAtMs: this.#run.nowMs() });
    await probed;
    while (this.#options.isRepublished) await this.#watchAgain(signal);
  }

  /** Waits until the output is republished and has ended again. */
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
    const { mediamtx, path, isRepublished } = this.#options;
    try {
      return (await mediamtx.listPaths(signal)).some(({ name, ready }) => name === path && ready);
    } catch (error) {
      const isDown = error instanceof MediamtxApiError && error.code === 'MEDIAMTX_UNREACHABLE';
      if (isRepublished && isDown) return false;
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
