import { frameBytes, type PcmFormat, pcmBytes, pcmDurationS } from '../ffmpeg/pcm-format.ts';
import { AudioTape } from './audio-tape.ts';

const TICK_MS = 20;
/** Windows come a little more or less late after one another; this much of it nobody has to wait for. */
const CUSHION_MS = 250;
/** What a publisher is given before its connection is there: an encoder starts with its first samples. */
const LEAD_IN_S = 0.1;

export interface AudioPacerOptions {
  readonly format: PcmFormat;
  /** When the first sample is heard, on the output's clock. */
  readonly startS: number;
  /** Takes the PCM that is due. */
  readonly write: (pcm: Buffer) => void;
  /** Told how long nothing was there to air, once audio is there again. */
  readonly onStall: (durationMs: number) => void;
  /** Ends the clock; what has not left stays. */
  readonly signal: AbortSignal;
}

/**
 * Lets PCM out at the speed of real time. The muxer interleaves by time, so video leaves at the pace of this
 * audio. When audio is late the output waits and keeps that delay: it never runs faster to catch up.
 *
 * Nothing leaves before somebody takes it: {@link cue}, then {@link run} when the connection is there, and
 * {@link halt} when it is lost.
 */
export class AudioPacer {
  readonly #options: AudioPacerOptions;
  readonly #tape = new AudioTape();
  /** The next byte to leave. */
  #position = 0;
  #cuedAt = 0;
  /** When the first byte would have left, had there never been a stall; `undefined` while the clock stands. */
  #startMs: number | undefined;
  /** When the first audio may leave. */
  #cushionEndMs: number | undefined;
  #isCued = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiting = new Set<{ readonly atMostBytes: number; readonly go: () => void }>();

  constructor(options: AudioPacerOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** Up to when audio has left, on the output's clock. */
  get airedS(): number {
    return this.#options.startS + pcmDurationS(this.#options.format, this.#position);
  }

  /** Where what was pushed ends, on the output's clock. */
  get endS(): number {
    return this.#options.startS + pcmDurationS(this.#options.format, this.#tape.end);
  }

  /** Whether everything that was pushed has left. */
  get isEmpty(): boolean {
    return this.#queuedBytes === 0;
  }

  /** Adds what is to be aired next. */
  push(pcm: Buffer): void {
    if (pcm.length === 0 || this.#options.signal.aborted) return;
    const nowMs = performance.now();
    if (this.#cushionEndMs === undefined) {
      this.#cushionEndMs = nowMs + CUSHION_MS;
      if (this.#startMs !== undefined) this.run();
    } else if (this.#startMs !== undefined && this.#queuedBytes === 0) {
      this.#startMs += this.#stalledMs(nowMs, this.#startMs);
    }
    this.#tape.push(pcm);
    if (this.#isCued) this.#leadIn();
    this.#wind();
  }

  /** Goes to a time that is kept, and hands out the little that makes a publisher start. The clock stands. */
  cue(atS: number): void {
    this.halt();
    this.#position = Math.max(this.#bytesAt(atS), this.#tape.start);
    this.#cuedAt = this.#position;
    this.#isCued = true;
    this.#leadIn();
  }

  /** Lets the clock go on from where it was cued. */
  run(): void {
    this.#isCued = false;
    const beginsMs = Math.max(performance.now(), this.#cushionEndMs ?? 0);
    this.#startMs = beginsMs - pcmDurationS(this.#options.format, this.#cuedAt) * 1000;
    this.#wind();
  }

  /** Nobody takes audio any more. */
  halt(): void {
    this.#isCued = false;
    this.#startMs = undefined;
    this.#rest();
  }

  /** What is before this time is not gone back to. */
  forget(beforeS: number): void {
    this.#tape.forget(Math.min(this.#bytesAt(beforeS), this.#position));
  }

  /**
   * Resolves when no more than `atMostS` seconds wait to be aired; with 0, when everything has left.
   *
   * @throws the reason of the signal when that is aborted first
   */
  async queued(atMostS: number): Promise<void> {
    const { format, signal } = this.#options;
    const atMostBytes = pcmBytes(format, atMostS);
    if (this.#queuedBytes > atMostBytes && !signal.aborted) {
      await new Promise<void>((go) => this.#waiting.add({ atMostBytes, go }));
    }
    signal.throwIfAborted();
  }

  get #queuedBytes(): number {
    return Math.max(0, this.#tape.end - this.#position);
  }

  #bytesAt(atS: number): number {
    const { format, startS } = this.#options;
    return Math.max(0, pcmBytes(format, atS - startS));
  }

  #leadIn(): void {
    this.#letOut(this.#cuedAt + pcmBytes(this.#options.format, LEAD_IN_S));
  }

  /** Starts the ticks, when there is something to let out and somebody to take it. */
  #wind(): void {
    if (this.#startMs === undefined) return;
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
  }

  /** Lets out what is due now. */
  #tick(): void {
    if (this.#startMs === undefined) return;
    const elapsedS = (performance.now() - this.#startMs) / 1000;
    const { format } = this.#options;
    // Rounded down: never ahead of real time, not by a sample.
    this.#letOut(Math.floor(elapsedS * format.sampleRateHz) * frameBytes(format));
    if (this.#queuedBytes === 0) this.#rest();
  }

  #letOut(upTo: number): void {
    for (const pcm of this.#tape.read(this.#position, upTo)) {
      this.#position += pcm.length;
      this.#options.write(pcm);
    }
    this.#letGo();
  }

  /** Everything has left: how long ago was the next sample due? */
  #stalledMs(nowMs: number, startMs: number): number {
    const stalledMs = nowMs - (startMs + pcmDurationS(this.#options.format, this.#position) * 1000);
    if (stalledMs <= 0) return 0;
    this.#options.onStall(stalledMs);
    return stalledMs;
  }

  #letGo(): void {
    for (const waiter of this.#waiting) {
      if (!this.#options.signal.aborted && this.#queuedBytes > waiter.atMostBytes) continue;
      this.#waiting.delete(waiter);
      waiter.go();
    }
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #stop(): void {
    this.halt();
    this.#letGo();
  }
}
