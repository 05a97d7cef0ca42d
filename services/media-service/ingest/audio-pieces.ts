import type { Readable } from 'node:stream';
import type { Packet } from '../ffmpeg/framecrc.ts';
import { frameBytes, type PcmFormat, sampleAt } from '../ffmpeg/pcm-format.ts';
import type { AudioPiece } from './audio-timeline.ts';

/** Joins the PCM of decoders, one after another, with the list of its packets, which arrive on two pipes. */
export class AudioPieces {
  readonly #format: PcmFormat;
  readonly #onChange: () => void;
  #pcm: Readable | undefined;
  #listed: { readonly start: number; readonly bytes: number }[] = [];
  #chunks: Buffer[] = [];
  #heldBytes = 0;
  /** End of the last listed packet, in samples. */
  #end: number;
  #isComplete = false;

  /**
   * @param firstSample the time of a first packet without timestamp
   * @param onChange called when {@link take} or {@link hasEnded} may have changed
   */
  constructor(format: PcmFormat, firstSample: number, onChange: () => void) {
    this.#format = format;
    this.#end = firstSample;
    this.#onChange = onChange;
  }

  /** Reads from a decoder. Resolves when its pipe has been read to its end. */
  async read(pcm: Readable): Promise<void> {
    this.#pcm = pcm;
    pcm.on('readable', this.#onChange);
    await new Promise<void>((resolve) => pcm.once('close', () => resolve()));
  }

  /** A decoder has ended. PCM that it has not listed is that of a killed one. */
  decoderEnded(): void {
    if (this.#listed.length === 0) [this.#chunks, this.#heldBytes] = [[], 0];
  }

  /** No further decoder follows. */
  complete(): void {
    this.#isComplete = true;
    this.#onChange();
  }

  /** Whether all pieces have been taken. */
  get hasEnded(): boolean {
    return this.#isComplete && (this.#listed[0]?.bytes ?? Number.POSITIVE_INFINITY) > this.#heldBytes;
  }

  /** Whether PCM has been listed that has not been taken. */
  get isExpecting(): boolean {
    return this.#listed.length > 0;
  }

  /** The decoder lists a packet. Returns its start and end, in samples. */
  list({ ptsS, bytes }: Packet): { readonly start: number; readonly end: number } {
    // Without a timestamp it continues the previous one.
    const start = Number.isFinite(ptsS) ? sampleAt(this.#format, ptsS) : this.#end;
    this.#listed.push({ start, bytes });
    this.#end = start + bytes / frameBytes(this.#format);
    return { start, end: this.#end };
  }

  /** The next piece; `undefined` while it is incomplete. */
  take(): AudioPiece | undefined {
    const [next] = this.#listed;
    while (next === undefined || this.#heldBytes < next.bytes) {
      const chunk = (this.#pcm?.read() ?? undefined) as Buffer | undefined;
      if (chunk === undefined) return undefined;
      this.#chunks.push(chunk);
      this.#heldBytes += chunk.length;
      if (next === undefined) return undefined;
    }
    this.#listed.shift();
    const held = Buffer.concat(this.#chunks);
    this.#heldBytes = held.length - next.bytes;
    this.#chunks = this.#heldBytes === 0 ? [] : [held.subarray(next.bytes)];
    return { start: next.start, pcm: held.subarray(0, next.bytes) };
  }
}
