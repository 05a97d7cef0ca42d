import type { Packet } from '../ffmpeg/framecrc.ts';

/** ffmpeg's AAC encoder inserts this many samples before the first one (`initial_padding`). */
export const AAC_PRIMING_SAMPLES = 1024;

/** Samples per AAC packet. */
export const AAC_FRAME_SAMPLES = 1024;

/** Ten minutes at 60 frames per second, more than the worker ever buffers. */
const MAX_VIDEO_PACKETS = 36_000;

/**
 * Measures the A/V offset that the worker adds, from the timestamps of packets at its input and output. The harness
 * measures the offset in the output itself.
 *
 * Video packets are copied, so input and output packets are matched by their bytes. Audio packets are re-encoded, but
 * from PCM in which the index of a sample is its input time.
 */
export class AvSyncMeter {
  readonly #sampleRateHz: number;
  /** Video packets between ingest and output. */
  readonly #videoInTransit: Packet[] = [];
  /** Input time of the first published sample. */
  #audioStartS = 0;
  #videoShiftS: number | undefined;
  #audioShiftS: number | undefined;

  /** @param sampleRateHz sample rate of the output */
  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
  }

  /** The offset in ms; positive: audio late. `undefined` until both tracks have been published. */
  get deltaMs(): number | undefined {
    if (this.#videoShiftS === undefined || this.#audioShiftS === undefined) return undefined;
    return (this.#audioShiftS - this.#videoShiftS) * 1000;
  }

  /** The output is republished with audio from this time on. */
  publicationStarts(atS: number): void {
    this.#audioStartS = atS;
  }

  /** A packet has been received. */
  ingested(packet: Packet): void {
    if (packet.kind !== 'video') return;
    this.#videoInTransit.push(packet);
    if (this.#videoInTransit.length > MAX_VIDEO_PACKETS) this.#videoInTransit.shift();
  }

  /** A packet has been published. */
  published(packet: Packet): void {
    if (packet.kind === 'video') {
      const found = this.#videoInTransit.findIndex(({ fingerprint }) => fingerprint === packet.fingerprint);
      // Packets are published in input order, so earlier ones were lost. An unknown packet (-1) removes nothing.
      const [input] = this.#videoInTransit.splice(0, found + 1).slice(-1);
      if (input !== undefined) this.#videoShiftS = packet.ptsS - input.ptsS;
    } else {
      // Packet n of a publication starts with sample n · frame − priming.
      const inputS =
        this.#audioStartS + (packet.index * AAC_FRAME_SAMPLES - AAC_PRIMING_SAMPLES) / this.#sampleRateHz;
      this.#audioShiftS = packet.ptsS - inputS;
    }
  }
}
