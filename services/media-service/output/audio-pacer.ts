import { frameBytes, type PcmFormat, pcmBytes, pcmDurationS } from '../ffmpeg/pcm-format.ts';
import { PcmHistory } from './pcm-history.ts';

const TICK_MS = 20;
/** Delay of the first audio, which absorbs the jitter between segments. */
const INITIAL_DELAY_MS = 250;
/** Audio for a publisher that is still connecting: its encoder starts with the first samples. */
const PREROLL_S = 0.1;

export interface AudioPacerOptions {
  readonly format: PcmFormat;
  /** Time of the first sample on the output's clock. */
  readonly startS: number;
  /** Receives the PCM that is due. */
  readonly write: (pcm: Buffer) => void;
  /** Called with the duration of a stall when audio is available again. */
  readonly onStall: (durationMs: number) => void;
  /** Stops the pacer. */
  readonly signal: AbortSignal;
}

/**
 * Releases PCM in real time. The muxer interleaves by time, so the video follows the pace of this audio. When audio is
 * late, the output waits and keeps the delay: it never speeds up to catch up.
 *
 * A publisher calls {@link seek} before it connects, {@link start} when it is connected, and {@link stop} when the
 * connection is lost.
 */
export class AudioPacer {
  readonly #options: AudioPacerOptions;
  readonly #history = new PcmHistory();
  /** Offset of the next byte to release. */
  #position = 0;
  #seekOffset = 0;
  /** When offset 0 would have been released without stalls; `undefined` while stopped. */
  #startMs: number | undefined;
  /** When the first audio may be released. */
  #earliestMs: number | undefined;
  #isConnecting = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiting = new Set<{ readonly atMostBytes: number; readonly resolve: () => void }>();

  constructor(options: AudioPacerOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#abort(), { once: true });
  }

  /** End of the released audio on the output's clock. */
  get airedS(): number {
    return this.#options.startS + pcmDurationS(this.#options.format, this.#position);
  }

  /** End of the pushed audio on the output's clock. */
  get endS(): number {
    return this.#options.startS + pcmDurationS(this.#options.format, this.#history.end);
  }

  /** Whether all pushed audio has been released. */
  get isEmpty(): boolean {
    return this.#queuedBytes === 0;
  }

  /** Adds audio. */
  push(pcm: Buffer): void {
    if (pcm.length === 0 || this.#options.signal.aborted) return;
    const nowMs = performance.now();
    if (this.#earliestMs === undefined) {
      this.#earliestMs = nowMs + INITIAL_DELAY_MS;
      if (this.#startMs !== undefined) this.start();
    } else if (this.#startMs !== undefined && this.#queuedBytes === 0) {
      this.#startMs += this.#stalledMs(nowMs, this.#startMs);
    }
    this.#history.push(pcm);
    if (this.#isConnecting) this.#preroll();
    this.#startTimer();
  }

  /** Stops, moves to a stored time, and releases the little audio that a publisher needs to connect. */
  seek(atS: number): void {
    this.stop();
    this.#position = Math.max(this.#bytesAt(atS), this.#history.start);
    this.#seekOffset = this.#position;
    this.#isConnecting = true;
    this.#preroll();
  }

  /** Starts to release audio in real time from the time of {@link seek}. */
  start(): void {
    this.#isConnecting = false;
    const startMs = Math.max(performance.now(), this.#earliestMs ?? 0);
    this.#startMs = startMs - pcmDurationS(this.#options.format, this.#seekOffset) * 1000;
    this.#startTimer();
  }

  /** Stops releasing audio. */
  stop(): void {
    this.#isConnecting = false;
    this.#startMs = undefined;
    this.#stopTimer();
  }

  /** Discards audio before a time, to which {@link seek} can no longer return. */
  discardBefore(beforeS: number): void {
    this.#history.discardBefore(Math.min(this.#bytesAt(beforeS), this.#position));
  }

  /**
   * Resolves when at most `atMostS` seconds wait to be released; with 0, when everything has been released.
   *
   * @throws the reason of the signal when it is aborted first
   */
  async queued(atMostS: number): Promise<void> {
    const { format, signal } = this.#options;
    const atMostBytes = pcmBytes(format, atMostS);
    if (this.#queuedBytes > atMostBytes && !signal.aborted) {
      await new Promise<void>((resolve) => this.#waiting.add({ atMostBytes, resolve }));
    }
    signal.throwIfAborted();
  }

  get #queuedBytes(): number {
    return Math.max(0, this.#history.end - this.#position);
  }

  #bytesAt(atS: number): number {
    const { format, startS } = this.#options;
    return Math.max(0, pcmBytes(format, atS - startS));
  }

  #preroll(): void {
    this.#release(this.#seekOffset + pcmBytes(this.#options.format, PREROLL_S));
  }

  /** Starts the ticks, unless stopped. */
  #startTimer(): void {
    if (this.#startMs === undefined) return;
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  /** Releases the audio that is due. */
  #tick(): void {
    if (this.#startMs === undefined) return;
    const elapsedS = (performance.now() - this.#startMs) / 1000;
    const { format } = this.#options;
    // Rounded down: never ahead of real time.
    this.#release(Math.floor(elapsedS * format.sampleRateHz) * frameBytes(format));
    if (this.#queuedBytes === 0) this.#stopTimer();
  }

  #release(upTo: number): void {
    for (const pcm of this.#history.read(this.#position, upTo)) {
      this.#position += pcm.length;
      this.#options.write(pcm);
    }
    this.#resolveWaiting();
  }

  /** How long the next sample has been overdue, after everything has been released. */
  #stalledMs(nowMs: number, startMs: number): number {
    const stalledMs = nowMs - (startMs + pcmDurationS(this.#options.format, this.#position) * 1000);
    if (stalledMs <= 0) return 0;
    this.#options.onStall(stalledMs);
    return stalledMs;
  }

  #resolveWaiting(): void {
    for (const waiter of this.#waiting) {
      if (!this.#options.signal.aborted && this.#queuedBytes > waiter.atMostBytes) continue;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }

  #stopTimer(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #abort(): void {
    this.stop();
    this.#resolveWaiting();
  }
}
