import { LineSplitter } from '../../../lib/line-splitter.ts';
import { Changes } from '../../runtime/changes.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { AAC_PRIMING_SAMPLES } from '../ffmpeg/aac.ts';
import { feed } from '../ffmpeg/feed.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { FramecrcReader, type Packet } from '../ffmpeg/framecrc.ts';
import { type PcmFormat, pcmBytes, pcmInputArgs } from '../ffmpeg/pcm-format.ts';
import { OutputStuckError } from './output-stuck-error.ts';

const AUDIO_BITRATE = '128k';
const AUDIO_FD = 3;
/** FLV's own tag for H.264; tee does not translate that of an MP4. */
const FLV_H264_TAG = '7';
/**
 * How far the muxer lets one stream run ahead of the other before it writes without waiting, in µs. Video ends
 * before audio does; with ffmpeg's 10 s the rest would stay in the muxer until the connection is closed.
 */
const MAX_INTERLEAVE_US = '50000';
const INTERLEAVE = `max_interleave_delta=${MAX_INTERLEAVE_US}`;
const LOST = /Slave muxer #0 failed/;
function flvOptions({ sampleRateHz }: PcmFormat): string {
  return [
    'f=flv',
    'flvflags=no_duration_filesize',
    // Else packets gather until 32 KiB are full.
    'flush_packets=1',
    INTERLEAVE,
    'onfail=abort',
    // The encoder's priming comes before the first sample: at the stream's beginning FLV would have to move all of it.
    `output_ts_offset=${((AAC_PRIMING_SAMPLES * 1e6) / sampleRateHz).toFixed(0)}us`,
  ].join(':');
}

/** Both inputs are known: looking at more of them would only delay the output, by about a second. */
const QUICK_START = ['-probesize', '65536', '-analyzeduration', '0', '-fpsprobesize', '0'];
const INPUT_QUEUE = ['-thread_queue_size', '512'];
/** Audio is written at the speed of real time: when so much of it is not taken, nothing goes out any more. */
const STUCK_AFTER_S = 10;
/** When all of the audio has been handed over and no packet has left for so long, ffmpeg holds the rest until it ends. */
const LET_GO_WITHIN_MS = 2000;

/** One connection of the stream going out. */
export interface OutputPublisher {
  /** Resolves when MediaMTX has taken the connection. It takes a little audio to get there. */
  readonly connected: Promise<void>;
  /** Adds audio; its pace is the output's pace. */
  writeAudio(pcm: Buffer): void;
  /**
   * Resolves when all that is seen and heard before a time has left: a connection that is closed takes what is
   * still in it along. The audio has to go on beyond that time, by what ffmpeg holds.
   */
  sent(untilS: number): Promise<void>;
  /**
   * No more audio will come: the rest of the video follows and the output ends.
   * Resolves when it has ended.
   */
  end(): Promise<void>;
}

export interface OutputPublisherOptions {
  readonly url: string;
  /** An fMP4 whose video is taken; it begins with a keyframe. */
  readonly video: AsyncIterable<Buffer>;
  readonly format: PcmFormat;
  /** When the first sample of audio is heard, on the video's clock. */
  readonly startS: number;
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
 * - `output_ts_offset`: the same for every publication, so that a reader's clock goes on in the next one.
 * - `tee`: one encode for the RTMP output and for the list of packets that the worker measures itself by. The
 *   list begins once the RTMP output has been opened.
 */
export function startOutputPublisher(options: OutputPublisherOptions): OutputPublisher {
  const { url, video, format, startS, tasks } = options;
  const audioInput = ['-itsoffset', startS.toFixed(6), ...pcmInputArgs(format), '-i', `pipe:${AUDIO_FD}`];
  const ffmpeg = startFfmpeg({
    task: 'output',
    extraPipes: 1,
    lastWords: LOST,
    signal: tasks.signal,
    log: options.log,
    args: [
      '-copyts',
      ...[...QUICK_START, ...INPUT_QUEUE, '-f', 'mp4', '-i', 'pipe:0'],
      ...['-probesize', '32', '-analyzeduration', '0', ...INPUT_QUEUE, ...audioInput],
      ...['-map', '0:v:0', '-c:v', 'copy', '-tag:v', FLV_H264_TAG, '-copytb', '1'],
      ...['-map', '1:a:0', '-c:a', 'aac', '-b:a', AUDIO_BITRATE, '-max_interleave_delta', MAX_INTERLEAVE_US],
      ...['-f', 'tee', `[${flvOptions(format)}]${url}|[f=framecrc:${INTERLEAVE}]pipe:1`],
    ],
  });
  const connected = Promise.withResolvers<void>();
  const sent = { packets: 0, soundS: Number.NEGATIVE_INFINITY };
  const changes = new Changes();
  const packets = new FramecrcReader((packet) => {
    sent.packets++;
    if (packet.kind === 'audio') sent.soundS = packet.ptsS;
    changes.tell();
    options.onPacket(packet);
  });
  const lines = new LineSplitter((line) => {
    connected.resolve();
    packets.line(line);
  });
  ffmpeg.stdout.on('data', (chunk: Buffer) => lines.push(chunk));

  const audio = ffmpeg.pipe(AUDIO_FD);
  const stuck = (what: string): void => tasks.fail(new OutputStuckError(url, what));
  const within = async (wait: Promise<void>, what: string): Promise<void> => {
    const timer = setTimeout(() => stuck(`${what} within ${STUCK_AFTER_S} s`), STUCK_AFTER_S * 1000);
    await wait.finally(() => clearTimeout(timer));
  };
  let isEnding = false;
  const ended = ffmpeg.ended.then(() => {
    if (!isEnding && !tasks.signal.aborted) stuck('has ended by itself');
  });
  tasks.add(ended);
  tasks.add(feed(video, ffmpeg.stdin, tasks.signal));

  return {
    connected: within(Promise.race([connected.promise, ended]), 'has not taken the connection'),
    writeAudio: (pcm) => {
      audio.write(pcm);
      if (audio.writableLength > pcmBytes(format, STUCK_AFTER_S))
        stuck(`has taken nothing for ${STUCK_AFTER_S} s`);
    },
    sent: async (untilS) => {
      // Packets leave in the order of their times; one of audio is heard whole when the next one is there.
      while (sent.soundS < untilS) {
        const before = sent.packets;
        await changes.next(tasks.signal, LET_GO_WITHIN_MS);
        if (sent.packets > before) continue;
        options.log.warn(
          { untilS, sentS: sent.soundS },
          'the output ends without its end having been seen to leave',
        );
        return;
      }
    },
    end: async () => {
      isEnding = true;
      audio.end();
      await within(ended, 'has not ended');
    },
  };
}
