import { frameBytes, type PcmFormat } from '../ffmpeg/pcm-format.ts';
import type { Track } from './movie.ts';
import type { VideoFrame } from './video-frames.ts';
import { box, fullBox, u16, u32, u64 } from './write-boxes.ts';

const [VIDEO_ID, AUDIO_ID] = [1, 2];
/** The matrix of a track that is shown as it is. */
const UNITY = u32(0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000);
const MOVIE_TIMESCALE = 1000;
const TRACK_ENABLED = 0x7;
/** Language `und`. */
const UNDETERMINED = 0x55c4;
const SAME_FILE = fullBox('url ', 0, 1);
const DEFAULT_BASE_IS_MOOF = 0x2_0000;
/** Data offset, and duration, size, flags and composition offset of each sample. */
const VIDEO_RUN = 0xf01;
/** Data offset, and duration and size of each sample. */
const AUDIO_RUN = 0x301;
const KEY_FRAME = 0x200_0000;
const OTHER_FRAME = 0x101_0000;

/** The video of a source and PCM, as one fragmented MP4 for ffmpeg. Times are those of the stream. */
export interface VideoAndPcm {
  readonly video: Pick<Track, 'timescale' | 'description'>;
  readonly format: PcmFormat;
}

/** The index, which precedes all MP4 fragments. */
export function videoAndPcmIndex({ video, format }: VideoAndPcm): Buffer {
  const videoTrack = track({
    ...{ id: VIDEO_ID, timescale: video.timescale, handler: 'vide' },
    header: fullBox('vmhd', 0, 1, u16(0, 0, 0, 0)),
    descriptions: box('stsd', video.description),
  });
  const audioTrack = track({
    ...{ id: AUDIO_ID, timescale: format.sampleRateHz, handler: 'soun' },
    header: fullBox('smhd', 0, 0, u16(0, 0)),
    descriptions: fullBox('stsd', 0, 0, u32(1), pcmDescription(format)),
  });
  const header = fullBox(
    'mvhd',
    ...[0, 0],
    u32(0, 0, MOVIE_TIMESCALE, 0, 0x1_0000),
    u16(0x100, 0),
    u32(0, 0),
    UNITY,
    Buffer.alloc(24),
    u32(AUDIO_ID + 1),
  );
  const defaults = [VIDEO_ID, AUDIO_ID].map((id) => fullBox('trex', 0, 0, u32(id, 1, 0, 0, 0)));
  return Buffer.concat([
    box('ftyp', Buffer.from('iso5'), u32(0), Buffer.from('iso5')),
    box('moov', header, videoTrack, audioTrack, box('mvex', ...defaults)),
  ]);
}

/**
 * An MP4 fragment: frames of the video, and PCM as one sample.
 *
 * @param number counts the MP4 fragments from 1
 * @param audio PCM and the time of its first sample, in samples
 */
export function videoAndPcmFragment(
  number: number,
  frames: readonly VideoFrame[],
  { pcm, start, format }: { readonly pcm: Buffer; readonly start: number; readonly format: PcmFormat },
): Buffer {
  const samples = pcm.length / frameBytes(format);
  const videoRun = (offset: number): Buffer =>
    fullBox(
      'trun',
      ...[1, VIDEO_RUN],
      u32(frames.length, offset),
      ...frames.map((frame, n) =>
        u32(
          (frames[n + 1]?.decodeTime ?? frame.decodeTime + frame.duration) - frame.decodeTime,
          frame.bytes.length,
          frame.isKey ? KEY_FRAME : OTHER_FRAME,
          frame.compositionOffset,
        ),
      ),
    );
  const audioRun = (offset: number): Buffer =>
    fullBox('trun', 0, AUDIO_RUN, u32(1, offset, samples, pcm.length));
  const videoBytes = frames.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const movie = (dataStart: number): Buffer =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(number)),
      ...frames.slice(0, 1).map(({ decodeTime }) => trackFragment(VIDEO_ID, decodeTime, videoRun(dataStart))),
      ...(samples === 0 ? [] : [trackFragment(AUDIO_ID, start, audioRun(dataStart + videoBytes))]),
    );
  const dataStart = movie(0).length + 8;
  return Buffer.concat([movie(dataStart), box('mdat', ...frames.map(({ bytes }) => bytes), pcm)]);
}

interface TrackOptions {
  readonly id: number;
  readonly timescale: number;
  readonly handler: string;
  readonly header: Buffer;
  readonly descriptions: Buffer;
}

function track({ id, timescale, handler, header, descriptions }: TrackOptions): Buffer {
  const empty = ['stts', 'stsc', 'stco'].map((type) => fullBox(type, 0, 0, u32(0)));
  const table = box('stbl', descriptions, ...empty, fullBox('stsz', 0, 0, u32(0, 0)));
  const dataAt = box('dinf', fullBox('dref', 0, 0, u32(1), SAME_FILE));
  return box(
    'trak',
    fullBox('tkhd', 0, TRACK_ENABLED, u32(0, 0, id, 0, 0, 0, 0), u16(0, 0, 0x100, 0), UNITY, u32(0, 0)),
    box(
      'mdia',
      fullBox('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(UNDETERMINED, 0)),
      fullBox('hdlr', 0, 0, u32(0), Buffer.from(handler), Buffer.alloc(13)),
      box('minf', header, dataAt, table),
    ),
  );
}

/** 16-bit PCM, little-endian (QuickTime File Format, `sowt`). */
function pcmDescription({ sampleRateHz, channels }: PcmFormat): Buffer {
  const entry = [u16(0, 0, 0, 1), u32(0, 0), u16(channels, 16, 0, 0), u32(sampleRateHz * 0x1_0000)];
  // Layout tags of Core Audio; without one, ffmpeg guesses the layout with a warning.
  const layout = channels === 1 ? 0x64_0001 : 0x65_0002;
  return box('sowt', ...entry, fullBox('chan', 0, 0, u32(layout, 0, 0)));
}

function trackFragment(id: number, decodeTime: number, run: Buffer): Buffer {
  const header = fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, u32(id));
  return box('traf', header, fullBox('tfdt', 1, 0, u64(decodeTime)), run);
}
