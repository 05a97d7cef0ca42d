import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { LineSplitter } from '../../../lib/line-splitter.ts';
import type { Logger } from '../../runtime/logger.ts';
import { Notifier } from '../../runtime/notifier.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { type FfmpegProcess, feed, startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { FramecrcReader, type Packet } from '../ffmpeg/framecrc.ts';
import { channelFilters, type PcmFormat, sampleAt } from '../ffmpeg/pcm-format.ts';
import { AacChannels } from './aac-channels.ts';
import { AudioPause } from './audio-pause.ts';
import { AudioPieces } from './audio-pieces.ts';
import { AudioTimeline, type TimelineEvent } from './audio-timeline.ts';

/** ffmpeg's message when it cannot decode a packet, until version 6 and since. The line before it has the reason. */
const DECODING_FAILED = /Error while decoding stream|Error submitting packet to decoder/;

/** Audio of a source could not be decoded. */
export class AudioUndecodableError extends Error {
  override readonly name = 'AudioUndecodableError';
  readonly code = 'AUDIO_UNDECODABLE';

  constructor(reason: string) {
    super(
      `audio of the source cannot be decoded: ${reason}. Silence is aired in its place. A publisher that changes its audio ` +
        'during a connection must reconnect: MediaMTX does not forward a second decoder configuration',
    );
  }
}

/** The audio of a source as PCM. */
export interface AudioDecoder {
  /** On the clock of the source: the index of a sample is its time. While the audio pauses, silence follows the video. */
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
  /** Called with what was received, filled, trimmed and stretched. */
  readonly onAudio?: (event: TimelineEvent) => void;
  /** Called when audio of the source cannot be decoded, once. */
  readonly onUndecodable?: (error: AudioUndecodableError) => void;
  /** Called when a track pauses while the other one continues, and when it returns. */
  readonly onPause?: (track: 'audio' | 'video', isPaused: boolean) => void;
}

const AUDIO_FD = 1;
const AUDIO_PACKETS_FD = 3;
const VIDEO_PACKETS_FD = 4;

/**
 * Mixes mono or stereo to either at the same level, whichever the source has at a time: `<` scales the gains of the channels
 * that exist to 1 in sum.
 */
const MIX = {
  mono: 'pan=mono|FC<FC+FL+FR',
  stereo: 'pan=stereo|FL<FL+FC|FR<FR+FC',
} as const;

/**
 * Decodes the audio of an fMP4, places it on the clock of the stream, and lists the packets of its video.
 *
 * - `-copyts`: otherwise ffmpeg moves the source to start at 0.
 * - `tee`: the PCM, and a list of its packets with their times. ffmpeg does not fill gaps itself (`aresample=async`), because
 *   it would start over when the source's format changes.
 *
 * @param source the index, then the MP4 fragments
 */
export function startAudioDecoder(source: AsyncIterable<Buffer>, options: AudioDecoderOptions): AudioDecoder {
  const { hasAudio, tasks, onVideoPacket } = options;
  const timed = hasAudio ? timedAudio(options) : undefined;
  const onPacket = (packet: Packet): void => {
    timed?.videoUpTo(packet.ptsS);
    onVideoPacket(packet);
  };
  const decode = async (): Promise<void> => {
    const onLine = undecodableAudio(options.onUndecodable);
    for await (const run of hasAudio ? sameChannels(source) : [source]) {
      const ffmpeg = startDecoder(options, onLine);
      const videoRead = readPackets(ffmpeg, VIDEO_PACKETS_FD, onPacket);
      const fed = feed(run, ffmpeg.stdin, tasks.signal);
      // A failure must not wait for the source, which may have to be aborted.
      tasks.add(fed);
      tasks.add(ffmpeg.ended);
      await Promise.all([fed, ffmpeg.ended, videoRead, timed?.read(ffmpeg)]);
    }
  };
  const ended = decode().finally(() => timed?.complete());
  tasks.add(ended);
  return { audio: timed?.audio ?? Readable.from([]), ended: () => ended };
}

function startDecoder(
  { format, hasAudio, sourceChannels = format.channels, tasks, log }: AudioDecoderOptions,
  onLine: (line: string) => void,
): FfmpegProcess {
  const resample = `aresample=${format.sampleRateHz}`;
  // Before `aresample`, which could change the channels itself.
  const filter =
    sourceChannels > 2
      ? [resample, ...channelFilters(sourceChannels, format.channels)].join(',')
      : [MIX[format.channels === 1 ? 'mono' : 'stereo'], resample].join(',');
  const pcm = ['-c:a', 'pcm_s16le', '-ar', String(format.sampleRateHz), '-ac', String(format.channels)];
  const tee = `[f=framecrc:flush_packets=1]pipe:${AUDIO_PACKETS_FD}|[f=s16le:flush_packets=1]pipe:${AUDIO_FD}`;
  return startFfmpeg({
    task: 'ingest',
    extraPipes: 2,
    onLine,
    signal: tasks.signal,
    log,
    args: [
      ...['-copyts', '-probesize', '65536', '-analyzeduration', '0', '-fpsprobesize', '0'],
      // A source that cannot be decoded at all is filled as well.
      ...['-max_error_rate', '1', '-f', 'mp4', '-i', 'pipe:0'],
      ...(hasAudio ? ['-map', '0:a:0', '-af', filter, ...pcm, '-f', 'tee', tee] : []),
      // A decoder that continues a source may start between key frames.
      ...['-map', '0:v:0', '-c:v', 'copy', '-copyinkf', '-flush_packets', '1'],
      ...['-f', 'framecrc', `pipe:${VIDEO_PACKETS_FD}`],
    ],
  });
}

/**
 * Divides a source where its AAC changes between mono and stereo behind the same configuration. Each part has an index with
 * the right one, and needs a decoder of its own: ffmpeg's would repeat the last samples of the second channel forever.
 */
async function* sameChannels(source: AsyncIterable<Buffer>): AsyncGenerator<AsyncIterable<Buffer>> {
  const chunks = source[Symbol.asyncIterator]();
  let chunk = await chunks.next();
  if (chunk.done === true) return;
  const [index, aac] = [chunk.value, AacChannels.of(chunk.value)];
  chunk = await chunks.next();
  let channels = aac?.configured;
  let hasChanged = false;
  const channelsOf = (mp4Fragment: Buffer): number | undefined => aac?.channelsOf(mp4Fragment) ?? channels;
  async function* part(): AsyncGenerator<Buffer> {
    yield aac === undefined || channels === undefined ? index : aac.indexFor(channels);
    for (; chunk.done !== true; chunk = await chunks.next()) {
      hasChanged = channelsOf(chunk.value) !== channels;
      if (hasChanged) return;
      yield chunk.value;
    }
  }
  try {
    do {
      channels = chunk.done === true ? channels : channelsOf(chunk.value);
      hasChanged = false;
      yield part();
    } while (hasChanged);
  } finally {
    await chunks.return?.();
  }
}

/** Reports the first packet that cannot be decoded. Video is not decoded. */
function undecodableAudio(report: AudioDecoderOptions['onUndecodable']): (line: string) => void {
  let [previous, hasFailed] = ['', false];
  return (line) => {
    if (DECODING_FAILED.test(line) && !hasFailed) {
      hasFailed = true;
      report?.(new AudioUndecodableError(previous === '' ? line : previous));
    }
    previous = line;
  };
}

/** Resolves when the pipe has been read to its end. */
async function readPackets(
  ffmpeg: FfmpegProcess,
  fd: number,
  onPacket: (packet: Packet) => void,
): Promise<void> {
  const packets = new FramecrcReader(onPacket);
  const lines = new LineSplitter((line) => packets.line(line));
  const pipe = ffmpeg.pipe(fd);
  pipe.on('data', (chunk: Buffer) => lines.push(chunk));
  await new Promise<void>((resolve) => pipe.once('close', () => resolve()));
}

interface TimedAudio {
  readonly audio: Readable;
  /** Reads the audio of a decoder. Resolves at its end. */
  read(ffmpeg: FfmpegProcess): Promise<void>;
  /** No further decoder follows. */
  complete(): void;
  /** The video has been read up to a time. */
  videoUpTo(atS: number): void;
}

/** The audio of decoders, one after another, on the clock of the stream, filled while it pauses. */
function timedAudio(options: AudioDecoderOptions): TimedAudio {
  const { format, firstSample, tasks, onAudio = ignore, onPause = ignore } = options;
  const notifier = new Notifier();
  let changes = 0;
  const rateHz = format.sampleRateHz;
  const pause = new AudioPause(firstSample / rateHz);
  const paused = { audio: false, video: false };
  const setPaused = (track: keyof typeof paused, isPaused: boolean): void => {
    if (paused[track] === isPaused) return;
    paused[track] = isPaused;
    onPause(track, isPaused);
  };
  const onChange = (): void => {
    changes++;
    notifier.notify();
  };
  const pieces = new AudioPieces(format, firstSample, onChange);
  const list = (packet: Packet): void => {
    const { start, end } = pieces.list(packet);
    pause.audioArrived(start / rateHz, end / rateHz);
    setPaused('audio', false);
    onChange();
  };
  const timeline = new AudioTimeline({ format, firstSample, onEvent: onAudio });

  /**
   * The lists of both tracks arrive on two pipes, in any order. After two turns of the event loop both pipes have been read
   * since `progress`: a track that is still behind it has paused.
   */
  const settledFill = async (): Promise<number | undefined> => {
    const { progress } = pause;
    if (pause.fillToS() === undefined && !pause.hasVideoPaused()) return undefined;
    await turn();
    await turn();
    tasks.signal.throwIfAborted();
    setPaused('video', pause.hasVideoPaused(progress));
    return pause.fillToS(progress);
  };

  async function* read(): AsyncGenerator<Buffer, void, undefined> {
    while (true) {
      const seen = changes;
      for (let piece = pieces.take(); piece !== undefined; piece = pieces.take()) yield* timeline.push(piece);
      if (pieces.hasEnded) break;
      const fillToS = await settledFill();
      // Audio that has been listed is still in the pipe.
      if (fillToS !== undefined && !pieces.isExpecting) {
        pause.filled(fillToS);
        setPaused('audio', true);
        yield* timeline.fillTo(sampleAt(format, fillToS));
      } else if (changes === seen) await notifier.wait(tasks.signal);
    }
    yield* timeline.end();
    const fillToS = pause.fillToS();
    if (fillToS !== undefined) yield* timeline.fillTo(sampleAt(format, fillToS));
  }

  const audio = Readable.from(read(), { objectMode: false });
  // Whoever ends the stream has failed its tasks.
  audio.on('error', () => undefined);
  return {
    audio,
    read: async (ffmpeg) => {
      await Promise.all([readPackets(ffmpeg, AUDIO_PACKETS_FD, list), pieces.read(ffmpeg.stdout)]);
      pieces.decoderEnded();
    },
    complete: () => pieces.complete(),
    videoUpTo: (atS) => {
      pause.videoUpTo(atS);
      if (!pause.hasVideoPaused()) setPaused('video', false);
      onChange();
    },
  };
}

function ignore(): void {
  // The caller needs no report.
}
