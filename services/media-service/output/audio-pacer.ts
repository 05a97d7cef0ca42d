import { frameBytes, type PcmFormat } from '../ffmpeg/pcm-format.ts';

const TICK_MS = 20;
/** Windows come a little more or less late after one another; this much of it nobody has to wait for. */
const CUSHION_MS = 250;

/** A monotonic clock in milliseconds. */
export type Clock = () => number;

export interface AudioPacerOptions {
  readonly format: PcmFormat;
  /** Takes the PCM that is due. */
  readonly write: (pcm: Buffer) => void;
  /** Told how long nothing was there to air, once audio is there again. */
  readonly onStall: (durationMs: number) => void;
  readonly clock?: Clock;
}

/**
 * Lets PCM out at the speed of real time. The muxer interleaves by time, so video leaves at the pace of this
 * audio. When audio is late the output waits and keeps that delay: it never runs faster to catch up.
 */
export class AudioPacer {
  readonly #options: AudioPacerOptions;
  readonly #clock: Clock;
  readonly #queue: Buffer[] = [];
  #queuedBytes = 0;
  #writtenBytes = 0;
  /** When the first byte was due; `undefined` before there was one. */
  #startMs: number | undefined;
  #stalledSinceMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #drained: (() => void) | undefined;

  constructor(options: AudioPacerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? (() => performance.now());
  }

  /** Seconds of audio that have left. */
  get airedS(): number {
    return this.#writtenBytes / this.#bytesPerSecond;
  }

  /** Adds what is to be aired next. */
  push(pcm: Buffer): void {
    if (pcm.length === 0) return;
    this.#queue.push(pcm);
    this.#queuedBytes += pcm.length;
    const nowMs = this.#clock();
    this.#startMs ??= nowMs + CUSHION_MS;
    if (this.#stalledSinceMs !== undefined) {
      const stalledMs = nowMs - this.#stalledSinceMs;
      this.#startMs += stalledMs;
      this.#stalledSinceMs = undefined;
      this.#options.onStall(stalledMs);
    }
    this.#timer ??= setInterval(() => this.tick(), TICK_MS);
    this.tick();
  }

  /** Resolves when all that was pushed has left; nothing may be pushed after it was called. */
  async drain(): Promise<void> {
    if (this.#queuedBytes > 0) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    }
    this.stop();
  }

  /** Ends the clock; what has not left stays. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Lets out what is due now. Called by its own timer. */
  tick(): void {
    if (this.#startMs === undefined || this.#stalledSinceMs !== undefined) return;
    const nowMs = this.#clock();
    let due = this.#bytesDue(nowMs) - this.#writtenBytes;
    while (due > 0) {
      const head = this.#queue.shift();
      if (head === undefined) break;
      const piece = head.length <= due ? head : head.subarray(0, due);
      if (piece.length < head.length) this.#queue.unshift(head.subarray(piece.length));
      this.#queuedBytes -= piece.length;
      this.#writtenBytes += piece.length;
      due -= piece.length;
      this.#options.write(piece);
    }
    if (this.#queuedBytes === 0 && this.#drained !== undefined) this.#drained();
    // Out of audio before its time: from here on the output is late.
    else if (due > 0) this.#stalledSinceMs = nowMs;
  }

  get #bytesPerSecond(): number {
    return frameBytes(this.#options.format) * this.#options.format.sampleRateHz;
  }

  #bytesDue(nowMs: number): number {
    const elapsedS = (nowMs - (this.#startMs ?? nowMs)) / 1000;
    const samples = Math.floor(elapsedS * this.#options.format.sampleRateHz);
    return samples * frameBytes(this.#options.format);
  }
}
