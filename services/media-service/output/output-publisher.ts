import type { Readable } from 'node:stream';
import type { Logger } from '../../runtime/logger.ts';
import { type FfmpegProcess, startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { FramecrcReader, type Packet } from '../ffmpeg/framecrc.ts';
import { LineReader } from '../ffmpeg/line-reader.ts';
import { type PcmFormat, pcmInputArgs } from '../ffmpeg/pcm-format.ts';

const AUDIO_BITRATE = '128k';
const AUDIO_FD = 3;
/** FLV's own tag for H.264; tee does not translate NUT's. */
const FLV_H264_TAG = '7';
/**
 * How far the muxer lets one stream run ahead of the other before it writes without waiting, in µs. Video ends
 * before audio does; with ffmpeg's 10 s the rest would stay in the muxer until the connection is closed.
 */
const MAX_INTERLEAVE_US = '50000';
const FLV_OPTIONS = [
  'f=flv',
  'flvflags=no_duration_filesize',
  // Else packets gather until 32 KiB are full.
  'flush_packets=1',
  `max_interleave_delta=${MAX_INTERLEAVE_US}`,
  'onfail=abort',
].join(':');
/** Both inputs are known: looking at more of them would only delay the output, by about a second. */
const QUICK_START = ['-probesize', '32', '-analyzeduration', '0'];

/** The stream going out. */
export interface OutputPublisher {
  /** Adds audio; its pace is the output's pace. */
  writeAudio(pcm: Buffer): void;
  /** No more audio will come: the rest of the video follows and the output ends. */
  end(): void;
  /** Resolves when the output was ended in order; rejects when it ended otherwise. */
  readonly ended: Promise<void>;
}

/**
 * Publishes untouched video and given audio to an RTMP URL.
 *
 * - `-copyts`: ffmpeg would move each input to start at 0 by itself, and A/V sync would be lost.
 * - `-copytb 1`: else the video's timestamps are rounded to the nominal frame rate.
 * - `tee`: one encode for the RTMP output and for the list of packets that the worker measures itself by.
 *
 * @param video H.264 in NUT
 * @param onPacket told of each packet that was published
 */
export function startOutputPublisher(
  url: string,
  video: Readable,
  format: PcmFormat,
  options: {
    readonly signal: AbortSignal;
    readonly log: Logger;
    readonly onPacket: (packet: Packet) => void;
  },
): OutputPublisher {
  const ffmpeg: FfmpegProcess = startFfmpeg({
    task: 'output',
    extraPipes: 1,
    signal: options.signal,
    log: options.log,
    args: [
      '-copyts',
      ...[...QUICK_START, '-thread_queue_size', '512', '-f', 'nut', '-i', 'pipe:0'],
      ...[...QUICK_START, '-thread_queue_size', '512', ...pcmInputArgs(format), '-i', `pipe:${AUDIO_FD}`],
      ...['-map', '0:v:0', '-c:v', 'copy', '-tag:v', FLV_H264_TAG, '-copytb', '1'],
      ...['-map', '1:a:0', '-c:a', 'aac', '-b:a', AUDIO_BITRATE, '-max_interleave_delta', MAX_INTERLEAVE_US],
      ...['-f', 'tee', `[${FLV_OPTIONS}]${url}|[f=framecrc]pipe:1`],
    ],
  });
  const packets = new FramecrcReader(options.onPacket);
  const lines = new LineReader((line) => packets.line(line));
  ffmpeg.stdout.on('data', (chunk: Buffer) => lines.push(chunk));
  video.pipe(ffmpeg.stdin);
  const audio = ffmpeg.pipe(AUDIO_FD);
  return {
    writeAudio: (pcm) => {
      audio.write(pcm);
    },
    end: () => {
      audio.end();
    },
    ended: ffmpeg.ended,
  };
}
