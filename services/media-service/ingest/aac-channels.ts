import { boxesBetween, findBox } from '../mp4/boxes.ts';
import { readTracks } from '../mp4/movie.ts';
import { trackIdOf } from '../mp4/track-run.ts';

/** Tags of the descriptors in an `esds` box (ISO/IEC 14496-1, 7.2.2.1). */
const ES_DESCRIPTOR = 0x03;
const DECODER_CONFIG = 0x04;
const DECODER_SPECIFIC_INFO = 0x05;
/** Bytes of a descriptor before the descriptors in it. */
const ES_HEADER_BYTES = 3;
const DECODER_CONFIG_HEADER_BYTES = 13;
/** The kind of an element of a raw AAC packet (ISO/IEC 14496-3, table 4.85): 0 is one channel, 1 a pair. */
const ELEMENT_BITS = 3;
const PADDING_ELEMENT = 6;
const CHANNELS_BY_ELEMENT: readonly (number | undefined)[] = [1, 2];
const TRUN_DATA_OFFSET = 0x1;
const TFHD_BASE_OFFSET = 0x1;

/**
 * The AAC configuration in the index of a recording with mono or stereo audio. MediaMTX keeps the first configuration of a
 * connection when its publisher changes to another one, and a decoder then misreads stereo as mono or mono as stereo. Only
 * the first element of a packet shows the change.
 */
export class AacChannels {
  readonly #index: Buffer;
  readonly #trackId: number;
  /** Offset of the byte with the channels, in its bits 3 to 6. */
  readonly #offset: number;

  private constructor(index: Buffer, trackId: number, offset: number) {
    this.#index = index;
    this.#trackId = trackId;
    this.#offset = offset;
  }

  /** @returns `undefined` when the audio is not AAC, or neither mono nor stereo */
  static of(index: Buffer): AacChannels | undefined {
    const track = readTracks(index).find(({ kind }) => kind === 'audio');
    if (track === undefined) return undefined;
    const configAt = configOffset(track.description);
    if (configAt === undefined) return undefined;
    const offset = track.description.byteOffset - index.byteOffset + configAt + 1;
    const found = new AacChannels(index, track.id, offset);
    return found.configured === 1 || found.configured === 2 ? found : undefined;
  }

  /** The channels by the index. */
  get configured(): number {
    return (this.#index.readUInt8(this.#offset) >> 3) & 0xf;
  }

  /** A copy of the index with another number of channels. */
  indexFor(channels: number): Buffer {
    const index = Buffer.from(this.#index);
    index.writeUInt8((index.readUInt8(this.#offset) & ~0x78) | (channels << 3), this.#offset);
    return index;
  }

  /** The channels of the first audio packet of an MP4 fragment; `undefined` when it has none, or they are not evident. */
  channelsOf(mp4Fragment: Buffer): number | undefined {
    const movie = findBox(mp4Fragment, { body: 0, end: mp4Fragment.length }, 'moof');
    if (movie === undefined) return undefined;
    const track = [...boxesBetween(mp4Fragment, movie.body, movie.end)].find(
      (box) => box.type === 'traf' && trackIdOf(mp4Fragment, box) === this.#trackId,
    );
    const header = track && findBox(mp4Fragment, track, 'tfhd');
    const run = track && findBox(mp4Fragment, track, 'trun');
    if (header === undefined || run === undefined) return undefined;
    const hasOffset = (mp4Fragment.readUInt32BE(run.body) & TRUN_DATA_OFFSET) !== 0;
    // With offsets in the file, which MediaMTX does not write, a decoder could not start in the middle of it.
    const hasBase = (mp4Fragment.readUInt32BE(header.body) & TFHD_BASE_OFFSET) !== 0;
    if (hasBase || !hasOffset) return undefined;
    const packetAt = movie.start + mp4Fragment.readInt32BE(run.body + 8);
    if (packetAt < 0 || packetAt >= mp4Fragment.length) return undefined;
    return CHANNELS_BY_ELEMENT[firstElement(mp4Fragment.subarray(packetAt))];
  }
}

/** The kind of the first element of an AAC packet with audio. Encoders may precede it by padding, e.g. with their name. */
function firstElement(packet: Buffer): number {
  let at = 0;
  const bits = (count: number): number => {
    let value = 0;
    for (const end = at + count; at < end; at++) {
      value = value * 2 + (((packet[at >> 3] ?? 0) >> (7 - (at & 7))) & 1);
    }
    return value;
  };
  while (at < packet.length * 8) {
    const element = bits(ELEMENT_BITS);
    if (element !== PADDING_ELEMENT) return element;
    let bytes = bits(4);
    if (bytes === 15) bytes += bits(8) - 1;
    at += bytes * 8;
  }
  return PADDING_ELEMENT;
}

/** The offset of the AudioSpecificConfig in a sample description; `undefined` when its channels have another place. */
function configOffset(description: Buffer): number | undefined {
  const box = description.indexOf('esds', 0, 'latin1');
  if (box < 0) return undefined;
  const streamAt = bodyOf(description, box + 8, ES_DESCRIPTOR);
  if (streamAt === undefined || description.readUInt8(streamAt + 2) !== 0) return undefined;
  const decoderAt = bodyOf(description, streamAt + ES_HEADER_BYTES, DECODER_CONFIG);
  if (decoderAt === undefined) return undefined;
  const configAt = bodyOf(description, decoderAt + DECODER_CONFIG_HEADER_BYTES, DECODER_SPECIFIC_INFO);
  if (configAt === undefined || configAt + 2 > description.length) return undefined;
  const config = description.readUInt16BE(configAt);
  const [objectType, rateIndex] = [config >> 11, (config >> 7) & 0xf];
  return objectType === 31 || rateIndex === 15 ? undefined : configAt;
}

/** The start of the content of a descriptor; `undefined` when there is another one. */
function bodyOf(buffer: Buffer, at: number, tag: number): number | undefined {
  if (at >= buffer.length || buffer.readUInt8(at) !== tag) return undefined;
  let body = at + 1;
  while (body < buffer.length && (buffer.readUInt8(body) & 0x80) !== 0) body++;
  return body + 1 < buffer.length ? body + 1 : undefined;
}
