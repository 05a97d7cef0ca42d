import { AAC_FRAME_SAMPLES, AAC_PRIMING_SAMPLES } from '../ffmpeg/aac.ts';
import type { Packet } from '../ffmpeg/framecrc.ts';

/** Ten minutes at 60 frames a second: more than the worker ever holds back. */
const MOST_VIDEO_INSIDE = 36_000;

/**
 * What the worker itself does to A/V sync: how much later, compared with the video, a moment's audio leaves
 * than it came. It compares the packets' timestamps at both ends of the worker; whether players hear it so is
 * for the harness to measure.
 *
 * A video packet is copied, so the one that leaves is the one that came with the same bytes. An audio packet is
 * encoded anew, but from PCM in which a sample's number is the time it came at.
 */
export class AvSyncMeter {
  readonly #sampleRateHz: number;
  /** The source's video packets that are between ingest and output. */
  readonly #videoInside: Packet[] = [];
  /** When the first sample that is published was heard at the source. */
  #audioStartS = 0;
  #videoShiftS: number | undefined;
  #audioShiftS: number | undefined;

  /** @param sampleRateHz of the output's audio */
  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
  }

  /** Audio late by so many ms; negative when it is early; `undefined` until both have left. */
  get deltaMs(): number | undefined {
    if (this.#videoShiftS === undefined || this.#audioShiftS === undefined) return undefined;
    return (this.#audioShiftS - this.#videoShiftS) * 1000;
  }

  /** The output is published anew, with the audio from this time on. */
  publicationStarts(atS: number): void {
    this.#audioStartS = atS;
  }

  /** A packet has come in. */
  ingested(packet: Packet): void {
    if (packet.kind !== 'video') return;
    this.#videoInside.push(packet);
    if (this.#videoInside.length > MOST_VIDEO_INSIDE) this.#videoInside.shift();
  }

  /** A packet has gone out. */
  published(packet: Packet): void {
    if (packet.kind === 'video') {
      const found = this.#videoInside.findIndex(({ fingerprint }) => fingerprint === packet.fingerprint);
      // Packets leave in the order in which they came: what was before it was lost on the way. One that never
      // came, at -1, takes nothing with it.
      const [came] = this.#videoInside.splice(0, found + 1).slice(-1);
      if (came !== undefined) this.#videoShiftS = packet.ptsS - came.ptsS;
    } else {
      // Packet n of a publication carries the samples from (n · frame − priming) on.
      const cameS =
        this.#audioStartS + (packet.index * AAC_FRAME_SAMPLES - AAC_PRIMING_SAMPLES) / this.#sampleRateHz;
      this.#audioShiftS = packet.ptsS - cameS;
    }
  }
}
