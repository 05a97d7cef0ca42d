import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from '../../runtime/logger.ts';
import { type FfmpegProcess, startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { FramecrcReader, type Packet } from '../ffmpeg/framecrc.ts';
import { LineReader } from '../ffmpeg/line-reader.ts';
import { type PcmFormat, pcmOutputArgs } from '../ffmpeg/pcm-format.ts';

/** A stream coming in: its untouched video and its audio as PCM, on one clock that starts at 0. */
export interface Ingest {
  /** H.264 in NUT, timestamps kept. */
  readonly video: Readable;
  /** PCM whose first sample is at time 0; gaps are filled so that a sample's number is its time. */
  readonly audio: Readable;
  /** Resolves when the source has ended and all of it was handed out. */
  readonly ended: Promise<void>;
}

const VIDEO_FD = 1;
const AUDIO_FD = 3;
const PACKETS_FD = 4;

/**
 * Splits a growing fMP4 recording.
 *
 * `-copytb 1` keeps the source's time base: the default rounds video timestamps to the nominal frame rate.
 *
 * @param source the recording's bytes as they come
 * @param onPacket told of each source packet, video and audio
 */
export function startIngest(
  source: AsyncIterable<Buffer>,
  format: PcmFormat,
  options: {
    readonly signal: AbortSignal;
    readonly log: Logger;
    readonly onPacket: (packet: Packet) => void;
  },
): Ingest {
  const ffmpeg: FfmpegProcess = startFfmpeg({
    task: 'ingest',
    extraPipes: 2,
    signal: options.signal,
    log: options.log,
    args: [
      ...['-probesize', '65536', '-analyzeduration', '0', '-f', 'mp4', '-i', 'pipe:0'],
      ...[
        '-map',
        '0:v:0',
        '-c:v',
        'copy',
        '-copytb',
        '1',
        '-flush_packets',
        '1',
        '-f',
        'nut',
        `pipe:${VIDEO_FD}`,
      ],
      ...[
        '-map',
        '0:a:0',
        '-af',
        'aresample=async=1:first_pts=0',
        ...pcmOutputArgs(format),
        `pipe:${AUDIO_FD}`,
      ],
      ...['-map', '0:v:0', '-map', '0:a:0', '-c', 'copy', '-copytb', '1', '-flush_packets', '1'],
      ...['-f', 'framecrc', `pipe:${PACKETS_FD}`],
    ],
  });
  const packets = new FramecrcReader(options.onPacket);
  const lines = new LineReader((line) => packets.line(line));
  ffmpeg.pipe(PACKETS_FD).on('data', (chunk: Buffer) => lines.push(chunk));

  const fed = pipeline(source, ffmpeg.stdin, { signal: options.signal });
  return {
    video: ffmpeg.stdout,
    audio: ffmpeg.pipe(AUDIO_FD),
    ended: Promise.all([fed, ffmpeg.ended]).then(() => undefined),
  };
}
