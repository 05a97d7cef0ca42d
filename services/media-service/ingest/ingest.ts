import type { Readable } from 'node:stream';
import type { Logger } from '../../runtime/logger.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { feed } from '../ffmpeg/feed.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { FramecrcReader, type Packet } from '../ffmpeg/framecrc.ts';
import { LineReader } from '../ffmpeg/line-reader.ts';
import { type PcmFormat, pcmOutputArgs } from '../ffmpeg/pcm-format.ts';

/** A stream coming in: its untouched video and its audio as PCM, on one clock that starts at 0. */
export interface Ingest {
  /** H.264 in NUT, timestamps kept. Must be taken as it comes, or audio stops too. */
  readonly video: Readable;
  /** PCM whose first sample is at time 0; gaps are filled so that a sample's number is its time. */
  readonly audio: Readable;
  /** Resolves when the source has ended and all of it was handed out. */
  ended(): Promise<unknown>;
}

export interface IngestOptions {
  readonly format: PcmFormat;
  /** Fails when the source or its ffmpeg does. */
  readonly tasks: TaskGroup;
  readonly log: Logger;
  /** Told of each video packet of the source. */
  readonly onVideoPacket: (packet: Packet) => void;
}

const VIDEO_FD = 1;
const AUDIO_FD = 3;
const PACKETS_FD = 4;

/**
 * Splits a growing fMP4 recording.
 *
 * @param source the recording's bytes as they come
 */
export function startIngest(source: AsyncIterable<Buffer>, options: IngestOptions): Ingest {
  const { format, tasks, log, onVideoPacket } = options;
  const videoCopy = ['-map', '0:v:0', '-c:v', 'copy', '-flush_packets', '1'];
  const ffmpeg = startFfmpeg({
    task: 'ingest',
    extraPipes: 2,
    signal: tasks.signal,
    log,
    args: [
      ...['-probesize', '65536', '-analyzeduration', '0', '-f', 'mp4', '-i', 'pipe:0'],
      ...[...videoCopy, '-f', 'nut', `pipe:${VIDEO_FD}`],
      ...['-map', '0:a:0', '-af', 'aresample=async=1:first_pts=0'],
      ...[...pcmOutputArgs(format), `pipe:${AUDIO_FD}`],
      ...[...videoCopy, '-f', 'framecrc', `pipe:${PACKETS_FD}`],
    ],
  });
  const packets = new FramecrcReader(onVideoPacket);
  const lines = new LineReader((line) => packets.line(line));
  ffmpeg.pipe(PACKETS_FD).on('data', (chunk: Buffer) => lines.push(chunk));

  const fed = feed(source, ffmpeg.stdin, tasks.signal);
  tasks.add(fed);
  tasks.add(ffmpeg.ended);
  return {
    video: ffmpeg.stdout,
    audio: ffmpeg.pipe(AUDIO_FD),
    ended: () => Promise.all([fed, ffmpeg.ended]),
  };
}
