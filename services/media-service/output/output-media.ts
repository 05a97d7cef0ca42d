import { frameBytes, type PcmFormat, pcmBytes, sampleAt } from '../ffmpeg/pcm-format.ts';
import type { Track } from '../mp4/movie.ts';
import { videoAndPcmFragment, videoAndPcmIndex } from '../mp4/video-and-pcm.ts';
import type { VideoFrame } from '../mp4/video-frames.ts';
import type { FrameReader } from './mp4-fragment-buffer.ts';

/**
 * How far a frame may be behind the audio. A recording has the last frame before a pause of the video only when the next
 * one arrives. With its old time, MediaMTX's recorder of the output would reset, which it does at a drift of 5 s.
 */
const MAX_LATE_S = 1;
/**
 * How far the video is behind the audio in the MP4, more than the 64 ms that ffmpeg's AAC encoder keeps. FLV requires that
 * the first packet is the earliest one.
 */
const VIDEO_LAG_S = 0.1;
/**
 * The audio of one MP4 fragment. ffmpeg does not interleave the tracks of one, and it keeps a list of all: with these, its
 * memory grows by 15 MiB per hour.
 */
const AUDIO_S = 0.06;

export interface OutputMediaOptions {
  readonly videoTrack: Pick<Track, 'timescale' | 'description'>;
  readonly frames: FrameReader;
  readonly format: PcmFormat;
  /** Time of the first audio sample on the video's clock. */
  readonly startS: number;
}

/** The media of one publication, as a fragmented MP4: PCM in real time, and with it the frames that are due. */
export class OutputMedia {
  readonly #options: OutputMediaOptions;
  #number = 0;
  /** End of the audio so far, in samples. */
  #sample: number;
  /** Audio that is shorter than an MP4 fragment. */
  #held: Buffer = Buffer.alloc(0);
  #lastDecodeTime = Number.NEGATIVE_INFINITY;

  constructor(options: OutputMediaOptions) {
    this.#options = options;
    this.#sample = sampleAt(options.format, options.startS);
  }

  /** Precedes all MP4 fragments. */
  index(): Buffer {
    const { videoTrack, format } = this.#options;
    return videoAndPcmIndex({ video: videoTrack, format });
  }

  /** Audio, with the frames that are due. Up to 60 ms of it follow with the next audio. */
  fragments(pcm: Buffer): Buffer {
    const { format } = this.#options;
    const bytes = pcmBytes(format, AUDIO_S);
    const parts: Buffer[] = [];
    this.#held = Buffer.concat([this.#held, pcm]);
    while (this.#held.length >= bytes) {
      const part = this.#held.subarray(0, bytes);
      this.#held = this.#held.subarray(bytes);
      const endS = (this.#sample + part.length / frameBytes(format)) / format.sampleRateHz;
      parts.push(this.#fragment(part, endS - VIDEO_LAG_S));
    }
    return Buffer.concat(parts);
  }

  /** The rest of audio and video. */
  rest(): Buffer {
    const rest = this.#fragment(this.#held, Number.POSITIVE_INFINITY);
    this.#held = Buffer.alloc(0);
    return rest;
  }

  #fragment(pcm: Buffer, beforeS: number): Buffer {
    const { frames, format } = this.#options;
    const start = this.#sample;
    this.#sample += pcm.length / frameBytes(format);
    const earliestS = start / format.sampleRateHz - MAX_LATE_S;
    const isFirst = this.#number === 0;
    const due = frames.takeBefore(beforeS).map((frame) => this.#timed(frame, isFirst ? 0 : earliestS));
    return videoAndPcmFragment(++this.#number, due, { pcm, start, format });
  }

  /** A frame with a time after that of the frame before it. */
  #timed(frame: VideoFrame, earliestS: number): VideoFrame {
    const earliest = Math.max(
      Math.round(earliestS * this.#options.videoTrack.timescale),
      this.#lastDecodeTime + 1,
    );
    this.#lastDecodeTime = Math.max(frame.decodeTime, earliest);
    return { ...frame, decodeTime: this.#lastDecodeTime };
  }
}
