import type { Packet } from '../ffmpeg/framecrc.ts';

/** ffmpeg's AAC encoder puts this many samples of delay before the first sample (`initial_padding`). */
const AAC_PRIMING_SAMPLES = 1024;
const AAC_FRAME_SAMPLES = 1024;

/**
 * What the worker itself does to A/V sync: how much later, compared with the video, a moment's audio leaves
 * than it came. It compares the packets' timestamps at both ends of the worker; whether players hear it so is
 * for the harness to measure.
 */
export class AvSyncMeter {
  readonly #sampleRateHz: number;
  /** Source timestamps of the video frames that are between ingest and output. */
  readonly #videoInS: number[] = [];
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

  ingested(packet: Packet): void {
    if (packet.kind === 'video') this.#videoInS.push(packet.ptsS);
  }

  published(packet: Packet): void {
    if (packet.kind === 'video') {
      const cameS = this.#videoInS.shift();
      if (cameS !== undefined) this.#videoShiftS = packet.ptsS - cameS;
    } else {
      // Packet n carries the samples from (n · frame − priming) on, and PCM sample 0 came at time 0.
      const cameS = (packet.index * AAC_FRAME_SAMPLES - AAC_PRIMING_SAMPLES) / this.#sampleRateHz;
      this.#audioShiftS = packet.ptsS - cameS;
    }
  }
}
