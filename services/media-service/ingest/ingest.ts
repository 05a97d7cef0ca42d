import type { Readable } from 'node:stream';
import { LineSplitter } from '../../../lib/line-splitter.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { feed } from '../ffmpeg/feed.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { FramecrcReader, type Packet } from '../ffmpeg/framecrc.ts';
import { type PcmFormat, pcmOutputArgs } from '../ffmpeg/pcm-format.ts';

/** The audio of a stream coming in, as PCM. */
export interface Ingest {
  /** Gaps are filled, so that a sample's number is its time. */
  readonly audio: Readable;
  /** Resolves when the source has ended and all of it was handed out. */
  ended(): Promise<unknown>;
}

export interface IngestOptions {
  readonly format: PcmFormat;
  /** Without it, what comes out as audio is nothing. */
  readonly hasAudio: boolean;
  /** The first sample's place on the source's clock, in samples. What is before it is left out. */
  readonly firstSample: number;
  /** Fails when the source or its ffmpeg does. */
  readonly tasks: TaskGroup;
  readonly log: Logger;
  /** Told of each video packet of the source. */
  readonly onVideoPacket: (packet: Packet) => void;
}

const AUDIO_FD = 1;
const PACKETS_FD = 3;

/**
 * Decodes the audio of an fMP4 and lists the packets of its video.
 *
 * - `-copyts`: ffmpeg would move the source to start at 0 by itself.
 * - `aresample` twice: the second one counts `first_pts` in samples of its own input.
 *
 * @param source the index and the fragments as they come
 */
export function startIngest(source: AsyncIterable<Buffer>, options: IngestOptions): Ingest {
  const { format, hasAudio, firstSample, tasks, log, onVideoPacket } = options;
  const inPlace = `aresample=${format.sampleRateHz},aresample=async=1:first_pts=${firstSample}`;
  const ffmpeg = startFfmpeg({
    task: 'ingest',
    extraPipes: 1,
    signal: tasks.signal,
    log,
    args: [
      ...['-copyts', '-probesize', '65536', '-analyzeduration', '0', '-fpsprobesize', '0'],
      ...['-f', 'mp4', '-i', 'pipe:0'],
      ...(hasAudio ? ['-map', '0:a:0', '-af', inPlace, ...pcmOutputArgs(format), `pipe:${AUDIO_FD}`] : []),
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
