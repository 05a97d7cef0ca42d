import type { Readable } from 'node:stream';
import type { Logger } from '../../runtime/logger.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { feed } from '../ffmpeg/feed.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { FramecrcReader, type Packet } from '../ffmpeg/framecrc.ts';
import { LineReader } from '../ffmpeg/line-reader.ts';
import { type PcmFormat, pcmBytes, pcmInputArgs } from '../ffmpeg/pcm-format.ts';
import { OutputStuckError } from './output-stuck-error.ts';

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
/** Audio is written at the speed of real time: when so much of it is not taken, nothing goes out any more. */
const STUCK_AFTER_S = 10;

/** The stream going out. */
export interface OutputPublisher {
  /** Adds audio; its pace is the output's pace. */
  writeAudio(pcm: Buffer): void;
  /**
   * No more audio will come: the rest of the video follows and the output ends.
   * Resolves when it has ended.
   */
  end(): Promise<void>;
}

export interface OutputPublisherOptions {
  readonly url: string;
  /** H.264 in NUT. */
  readonly video: Readable;
  readonly format: PcmFormat;
  /** Fails when the output does. */
  readonly tasks: TaskGroup;
  readonly log: Logger;
  /** Told of each packet that was published. */
  readonly onPacket: (packet: Packet) => void;
}

/**
 * Publishes untouched video and given audio to an RTMP URL.
 *
 * - `-copyts`: ffmpeg would move each input to start at 0 by itself, and A/V sync would be lost.
 * - `-copytb 1`: else the video's timestamps are rounded to the nominal frame rate.
 * - `tee`: one encode for the RTMP output and for the list of packets that the worker measures itself by.
 */
export function startOutputPublisher(options: OutputPublisherOptions): OutputPublisher {
  const { url, video, format, tasks } = options;
  const ffmpeg = startFfmpeg({
    task: 'output',
    extraPipes: 1,
    signal: tasks.signal,
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

  const audio = ffmpeg.pipe(AUDIO_FD);
  const stuck = (what: string): void => tasks.fail(new OutputStuckError(url, what));
  tasks.add(ffmpeg.ended);
  tasks.add(feed(video, ffmpeg.stdin, tasks.signal));

  return {
    writeAudio: (pcm) => {
      audio.write(pcm);
      if (audio.writableLength > pcmBytes(format, STUCK_AFTER_S))
        stuck(`has taken nothing for ${STUCK_AFTER_S} s`);
    },
    end: async () => {
      audio.end();
      const timer = setTimeout(() => stuck(`has not ended within ${STUCK_AFTER_S} s`), STUCK_AFTER_S * 1000);
      await ffmpeg.ended.finally(() => clearTimeout(timer));
    },
  };
}
