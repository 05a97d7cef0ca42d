import { LineSplitter } from '../../../lib/line-splitter.ts';
import { redactUrls } from '../../../lib/redact-url.ts';
import type { Logger } from '../../runtime/logger.ts';
import { Notifier } from '../../runtime/notifier.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { FramecrcReader, type Packet } from '../ffmpeg/framecrc.ts';
import { type PcmFormat, pcmBytes } from '../ffmpeg/pcm-format.ts';
import type { Track } from '../mp4/movie.ts';
import { AAC_PRIMING_SAMPLES } from './av-sync-meter.ts';
import type { FrameReader } from './mp4-fragment-buffer.ts';
import { OutputMedia } from './output-media.ts';

const AUDIO_BITRATE = '128k';
/** The H.264 tag of FLV; the tee muxer does not translate the one of MP4. */
const FLV_H264_TAG = '7';
/**
 * How far one track may run ahead of the other before the muxer stops waiting, in µs. Video ends before audio; with
 * ffmpeg's default of 10 s the remaining audio would stay in the muxer until the connection is closed.
 */
const MAX_INTERLEAVE_US = '50000';
const INTERLEAVE = `max_interleave_delta=${MAX_INTERLEAVE_US}`;
const LOST = /Slave muxer #0 failed/;

function flvOptions({ sampleRateHz }: PcmFormat): string {
  return [
    'f=flv',
    'flvflags=no_duration_filesize',
    // Otherwise packets are buffered up to 32 KiB.
    'flush_packets=1',
    INTERLEAVE,
    'onfail=abort',
    // The encoder's priming precedes the first sample: otherwise FLV shifts all timestamps.
    `output_ts_offset=${((AAC_PRIMING_SAMPLES * 1e6) / sampleRateHz).toFixed(0)}us`,
  ].join(':');
}

/** Its index describes the input completely. Probing would wait for a frame, which may be seconds away. */
const NO_PROBING = '-nofind_stream_info';
/** Audio is written in real time: when this much of it is pending, the output is stuck. */
const STUCK_AFTER_S = 10;
/** When all audio has been written and no packet has been sent for this long, ffmpeg keeps the rest until it exits. */
const LAST_PACKET_WITHIN_MS = 2000;

/** The output does not make progress although its ffmpeg is running. */
export class OutputStuckError extends Error {
  override readonly name = 'OutputStuckError';
  readonly code = 'OUTPUT_STUCK';
  readonly url: string;

  /** @param what the symptom, e.g. `has accepted no data for 10 s` */
  constructor(url: string, what: string) {
    const shownUrl = redactUrls(url);
    super(`the output ${shownUrl} ${what}; check that MediaMTX still accepts the stream`);
    this.url = shownUrl;
  }
}

/**
 * Rounds a time down to a millisecond. RTMP counts milliseconds: audio that starts at a whole one gets its exact time,
 * any other is rounded.
 */
export function floorToMs(atS: number): number {
  return Math.floor(atS * 1000) / 1000;
}

/**
 * Escapes a URL for the list of ffmpeg's tee muxer, which treats backslash, quote, `|` and blanks specially (av_get_token
 * of libavutil). Brackets and colons are special in the options before a URL only.
 */
export function escapeForTee(url: string): string {
  return url.replace(/[\\'|\s]/g, '\\$&');
}

/** The ffmpeg process of one connection of the output. */
export interface OutputFfmpeg {
  /** Resolves when MediaMTX has accepted the connection, for which ffmpeg needs a little audio. */
  readonly connected: Promise<void>;
  /** Adds audio. Its pace determines the pace of the output. */
  writeAudio(pcm: Buffer): void;
  /**
   * Resolves when all media before a time has been sent; closing the connection would lose the rest. The audio must
   * continue after that time by the amount that ffmpeg buffers.
   */
  sent(untilS: number): Promise<void>;
  /**
   * Ends the audio: ffmpeg sends the rest of the video and exits.
   * Resolves when it has exited.
   */
  end(): Promise<void>;
}

export interface OutputFfmpegOptions {
  /** With credentials. */
  readonly url: string;
  /** The video to publish. */
  readonly videoTrack: Track;
  readonly frames: FrameReader;
  readonly format: PcmFormat;
  /** Time of the first audio sample on the video's clock. */
  readonly startS: number;
  /** Fails when the output does. */
  readonly tasks: TaskGroup;
  readonly log: Logger;
  /** Called for each published packet. */
  readonly onPacket: (packet: Packet) => void;
}

/**
 * Starts ffmpeg, which publishes untouched video and PCM to an RTMP URL. Both are tracks of one input, because ffmpeg would
 * wait for the later one of two inputs: audio would stop with the video.
 *
 * - `-copyts`: otherwise ffmpeg moves the input to start at 0, and A/V sync is lost.
 * - `-copytb 1`: otherwise the video's timestamps are rounded to the nominal frame rate.
 * - `output_ts_offset`: the same for every publication, so that a reader's clock continues in the next one.
 * - `tee`: one encode for the RTMP output and for the packet list from which the worker measures its A/V offset. The list
 *   starts once the RTMP output has been opened.
 */
export function startOutputFfmpeg(options: OutputFfmpegOptions): OutputFfmpeg {
  const { url, format, tasks } = options;
  const ffmpeg = startFfmpeg({
    task: 'output',
    url,
    fatalLine: LOST,
    signal: tasks.signal,
    log: options.log,
    args: [
      '-copyts',
      ...[NO_PROBING, '-f', 'mp4', '-i', 'pipe:0'],
      ...['-map', '0:v:0', '-c:v', 'copy', '-tag:v', FLV_H264_TAG, '-copytb', '1'],
      ...['-map', '0:a:0', '-c:a', 'aac', '-b:a', AUDIO_BITRATE, '-max_interleave_delta', MAX_INTERLEAVE_US],
      ...['-f', 'tee', `[${flvOptions(format)}]${escapeForTee(url)}|[f=framecrc:${INTERLEAVE}]pipe:1`],
    ],
  });
  const connected = Promise.withResolvers<void>();
  const sent = { packets: 0, audioS: Number.NEGATIVE_INFINITY };
  const notifier = new Notifier();
  const packets = new FramecrcReader((packet) => {
    sent.packets++;
    if (packet.kind === 'audio') sent.audioS = packet.ptsS;
    notifier.notify();
    options.onPacket(packet);
  });
  const lines = new LineSplitter((line) => {
    connected.resolve();
    packets.line(line);
  });
  ffmpeg.stdout.on('data', (chunk: Buffer) => lines.push(chunk));

  const media = new OutputMedia(options);
  ffmpeg.stdin.write(media.index());
  /** Audio that ffmpeg has not accepted. */
  let pendingBytes = 0;
  const stuck = (what: string): void => tasks.fail(new OutputStuckError(url, what));
  const within = async (wait: Promise<void>, what: string): Promise<void> => {
    const timer = setTimeout(() => stuck(`${what} within ${STUCK_AFTER_S} s`), STUCK_AFTER_S * 1000);
    await wait.finally(() => clearTimeout(timer));
  };
  let isEnding = false;
  const ended = ffmpeg.ended.then(() => {
    if (!isEnding && !tasks.signal.aborted) stuck('was closed unexpectedly');
  });
  tasks.add(ended);

  return {
    connected: within(Promise.race([connected.promise, ended]), 'has not accepted the connection'),
    writeAudio: (pcm) => {
      pendingBytes += pcm.length;
      ffmpeg.stdin.write(media.fragments(pcm), () => {
        pendingBytes -= pcm.length;
      });
      if (pendingBytes > pcmBytes(format, STUCK_AFTER_S))
        stuck(`has accepted no data for ${STUCK_AFTER_S} s`);
    },
    sent: async (untilS) => {
      // Packets are sent in order of time; an audio packet is complete when the next one has been sent.
      while (sent.audioS < untilS) {
        const sentBefore = sent.packets;
        await notifier.wait(tasks.signal, LAST_PACKET_WITHIN_MS);
        if (sent.packets > sentBefore) continue;
        options.log.warn(
          { untilS, sentS: sent.audioS },
          'closing the output before its end was observed as sent',
        );
        return;
      }
    },
    end: async () => {
      isEnding = true;
      ffmpeg.stdin.end(media.rest());
      await within(ended, 'was not closed');
    },
  };
}
