import type { Readable } from 'node:stream';
import { LineSplitter } from '../../../lib/line-splitter.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { feed, startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { FramecrcReader, type Packet } from '../ffmpeg/framecrc.ts';
import { channelFilters, type PcmFormat, pcmOutputArgs } from '../ffmpeg/pcm-format.ts';

/** The audio of a source as PCM. */
export interface AudioDecoder {
  /** Gaps are filled, so that the index of a sample corresponds to its time. */
  readonly audio: Readable;
  /** Resolves when the source has ended and ffmpeg has exited. */
  ended(): Promise<unknown>;
}

export interface AudioDecoderOptions {
  readonly format: PcmFormat;
  /** Without audio, the PCM is empty. */
  readonly hasAudio: boolean;
  /** Channels of the source; by default those of `format`. */
  readonly sourceChannels?: number | undefined;
  /** Time of the first sample on the source's clock, in samples. Earlier audio is dropped. */
  readonly firstSample: number;
  /** Fails when the source or its ffmpeg does. */
  readonly tasks: TaskGroup;
  readonly log: Logger;
  /** Called for each video packet of the source. */
  readonly onVideoPacket: (packet: Packet) => void;
}

const AUDIO_FD = 1;
const PACKETS_FD = 3;

/**
 * Decodes the audio of an fMP4 and lists the packets of its video.
 *
 * - `-copyts`: otherwise ffmpeg moves the source to start at 0.
 * - `aresample` twice: the second one counts `first_pts` in samples of its own input.
 *
 * @param source the index, then the MP4 fragments
 */
export function startAudioDecoder(source: AsyncIterable<Buffer>, options: AudioDecoderOptions): AudioDecoder {
  const {
    format,
    hasAudio,
    sourceChannels = format.channels,
    firstSample,
    tasks,
    log,
    onVideoPacket,
  } = options;
  const filters = [
    `aresample=${format.sampleRateHz}`,
    ...channelFilters(sourceChannels, format.channels),
    `aresample=async=1:first_pts=${firstSample}`,
  ].join(',');
  const ffmpeg = startFfmpeg({
    task: 'ingest',
    extraPipes: 1,
    signal: tasks.signal,
    log,
    args: [
      ...['-copyts', '-probesize', '65536', '-analyzeduration', '0', '-fpsprobesize', '0'],
      ...['-f', 'mp4', '-i', 'pipe:0'],
      ...(hasAudio ? ['-map', '0:a:0', '-af', filters, ...pcmOutputArgs(format), `pipe:${AUDIO_FD}`] : []),
      ...['-map', '0:v:0', '-c:v', 'copy', '-flush_packets', '1', '-f', 'framecrc', `pipe:${PACKETS_FD}`],
    ],
  });
  const packets = new FramecrcReader(onVideoPacket);
  const lines = new LineSplitter((line) => packets.line(line));
  ffmpeg.pipe(PACKETS_FD).on('data', (chunk: Buffer) => lines.push(chunk));

  const fed = feed(source, ffmpeg.stdin, tasks.signal);
  tasks.add(fed);
  tasks.add(ffmpeg.ended);
  return { audio: ffmpeg.stdout, ended: () => Promise.all([fed, ffmpeg.ended]) };
}
