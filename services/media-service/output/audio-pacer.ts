import { frameBytes, type PcmFormat, pcmBytes, pcmDurationS } from '../ffmpeg/pcm-format.ts';

const TICK_MS = 20;
/** Windows come a little more or less late after one another; this much of it nobody has to wait for. */
const CUSHION_MS = 250;

export interface AudioPacerOptions {
  readonly format: PcmFormat;
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
 */
export class AudioPacer {
  readonly #options: AudioPacerOptions;
  readonly #queue: Buffer[] = [];
  #queuedBytes = 0;
  #writtenBytes = 0;
  /** When the first byte would have left, had there never been a stall; `undefined` before there was one. */
  #startMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiting = new Set<{ readonly atMostBytes: number; readonly go: () => void }>();

  constructor(options: AudioPacerOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** Seconds of audio that have left. */
  get airedS(): number {
    return pcmDurationS(this.#options.format, this.#writtenBytes);
  }

  /** Adds what is to be aired next. */
  push(pcm: Buffer): void {
    if (pcm.length === 0 || this.#options.signal.aborted) return;
    const nowMs = performance.now();
    if (this.#startMs === undefined) this.#startMs = nowMs + CUSHION_MS;
    else if (this.#queuedBytes === 0) this.#startMs += this.#stalledMs(nowMs, this.#startMs);
    this.#queue.push(pcm);
    this.#queuedBytes += pcm.length;
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    this.#tick();
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

  /** Lets out what is due now. */
  #tick(): void {
    if (this.#startMs === undefined) return;
    const elapsedS = (performance.now() - this.#startMs) / 1000;
    const { format } = this.#options;
    // Rounded down: never ahead of real time, not by a sample.
    let due = Math.floor(elapsedS * format.sampleRateHz) * frameBytes(format) - this.#writtenBytes;
    while (due > 0) {
      const head = this.#queue.shift();
      if (head === undefined) break;
      const piece = head.subarray(0, due);
      if (piece.length < head.length) this.#queue.unshift(head.subarray(piece.length));
      due -= piece.length;
      this.#queuedBytes -= piece.length;
      this.#writtenBytes += piece.length;
      this.#options.write(piece);
    }
    if (this.#queuedBytes === 0) this.#pause();
    this.#letGo();
  }

  /** Everything has left: how long ago was the next sample due? */
  #stalledMs(nowMs: number, startMs: number): number {
    const stalledMs = nowMs - (startMs + this.airedS * 1000);
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

  #pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #stop(): void {
    this.#pause();
    this.#letGo();
  }
}
