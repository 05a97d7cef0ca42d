import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../../runtime/logger.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { type CutStart, cutSegments, type Segment } from '../dubbing/segmenter.ts';
import { frameBytes, type PcmFormat, pcmDurationS, sampleAt } from '../ffmpeg/pcm-format.ts';
import { startAudioDecoder } from '../ingest/decode-audio.ts';
import type { OpenSource } from '../ingest/open-source.ts';
import { VideoSegmentCounter } from '../ingest/video-segment-counter.ts';
import { type VideoReports, VideoWatch } from '../ingest/video-watch.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { Track } from '../mp4/movie.ts';
import { shiftMp4Fragment, trackSpan } from '../mp4/mp4-fragment.ts';
import type { AvSyncMeter } from '../output/av-sync-meter.ts';
import { Mp4FragmentBuffer } from '../output/mp4-fragment-buffer.ts';
import { floorToMs } from '../output/output-ffmpeg.ts';
import type { StreamOutput } from '../output/stream-output.ts';
import type { ResumePoint, ResumePoints } from './resume-points.ts';
import { silenceFor, VideoProgress } from './silence.ts';
import type { StreamTimeline } from './stream-timeline.ts';

/** A feed whose head has been probed. */
export interface OpenFeed {
  readonly path: string;
  readonly source: OpenSource;
  /** The first of its timestamps. */
  readonly startS: number;
}

export interface StreamSegmentsOptions {
  readonly segmentS: number;
  readonly format: PcmFormat;
  /** Limit of a stream's media in memory. */
  readonly maxHeldBytes: number;
  /** Waits until the buffer has space for more. */
  readonly waitForSpace: (buffer: Mp4FragmentBuffer) => Promise<void>;
  readonly output: Pick<StreamOutput, 'switchSource'>;
  readonly avSync: AvSyncMeter;
  readonly metrics: StreamMetrics;
  readonly timeline: StreamTimeline;
  readonly tasks: TaskGroup;
  readonly log: Logger;
  /** The point in the first recording to resume from; `undefined` to start at its beginning. */
  readonly resume: ResumePoint | undefined;
  readonly points: ResumePoints;
  /** Returns the recording that continues the stream at `endS`; `undefined` when the stream has ended. */
  readonly next: (endS: number) => Promise<OpenFeed | undefined>;
  /** Whether the publisher of the recording that has ended is still there. */
  readonly hasPublisher: () => boolean;
  /** Starts the encoding of a segment. */
  readonly encode: NonNullable<CutStart['encode']>;
  /** Receives what is missing in the video. */
  readonly videoReports: VideoReports;
  /** Called for each recording whose audio cannot be decoded. */
  readonly onUndecodable: (error: Error) => void;
  /** Called when reading of a recording starts and ends. */
  readonly onInput: (isRunning: boolean) => void;
}

/**
 * The segments of a stream over all of its recordings. On the stream's clock each recording directly follows the previous
 * one, however long the publisher was away.
 */
export async function* streamSegments(
  first: OpenFeed,
  options: StreamSegmentsOptions,
): AsyncGenerator<Segment, void, undefined> {
  const { segmentS, format, output, metrics, timeline, points, resume, encode } = options;
  let [index, endS] = [resume?.index ?? 0, resume?.startS ?? 0];
  let position: Position = { recordingStartS: resume?.recordingStartS ?? 0, startS: streamStartS(resume) };
  let buffer: Mp4FragmentBuffer | undefined;
  let videoTrack: Track | undefined;
  points.segment(index, endS);
  for (let recording: OpenFeed | undefined = first; recording !== undefined; ) {
    const { source } = recording;
    if (buffer === undefined || !isSameVideo(videoTrack, source.videoTrack)) {
      buffer?.end();
      buffer = new Mp4FragmentBuffer(source.videoTrack, options.maxHeldBytes);
      videoTrack = source.videoTrack;
      output.switchSource(buffer, position.startS);
    }
    const startS = endS;
    const video = new VideoSegmentCounter(segmentS, () => metrics.segment('video'));
    const run: RecordingRun = new RecordingRun(recording, {
      ...options,
      buffer,
      position,
      onFrame: (ptsS) => {
        video.frame(ptsS - startS);
        timeline.frame(ptsS);
      },
    });
    const from: CutStart = {
      index,
      startS,
      preludeS: startS - position.startS,
      dubbable: source.info.audio !== undefined,
      encode,
    };
    for await (const segment of cutSegments(run.audio(), format, segmentS, from)) {
      endS = segment.startS + segment.durationS;
      if (endS > startS) index = segment.index + 1;
      points.segment(index, endS);
      timeline.cut(segment);
      yield segment;
    }
    video.end();
    position = { recordingStartS: endS, startS: endS };
    recording = await run.next;
  }
  buffer?.end();
}

/** Start of the media that is read, on the stream's clock, in whole milliseconds like the start of every output. */
export function streamStartS(resume: ResumePoint | undefined): number {
  return resume === undefined ? 0 : floorToMs(Math.min(resume.keyframeS, resume.startS));
}

/** Whether a decoder of one track can continue with the other. */
function isSameVideo(before: Track | undefined, after: Track): boolean {
  return (
    before !== undefined &&
    before.timescale === after.timescale &&
    before.description.equals(after.description)
  );
}

/** The position of a recording on the stream's clock: its time 0, and the first media that is read. */
interface Position {
  readonly recordingStartS: number;
  readonly startS: number;
}

/**
 * Recordings of one publisher that follow one another, with the same kinds of tracks: segments continue from one to the next.
 * MediaMTX starts a recording anew when the media clock and the wall clock of the publisher differ, which can be every
 * few seconds.
 */
class RecordingRun {
  readonly #options: AudioOptions;
  readonly #first: OpenFeed;
  #next: Promise<OpenFeed | undefined> = Promise.resolve(undefined);

  constructor(first: OpenFeed, options: AudioOptions) {
    this.#first = first;
    this.#options = options;
  }

  /** The recording after the run, which {@link audio} has to have ended. */
  get next(): Promise<OpenFeed | undefined> {
    return this.#next;
  }

  async *audio(): AsyncGenerator<Buffer, void, undefined> {
    const { format, points, timeline, onInput, next, hasPublisher } = this.#options;
    let { position } = this.#options;
    for (let recording: OpenFeed | undefined = this.#first; recording !== undefined; ) {
      points.recording(recording.path, position.recordingStartS);
      onInput(true);
      let bytes = 0;
      for await (const chunk of audioOf(recording, { ...this.#options, position })) {
        bytes += chunk.length;
        yield chunk;
      }
      onInput(false);
      timeline.sourceEnded();
      const isWhole = bytes % frameBytes(format) === 0;
      const endS = position.startS + pcmDurationS(format, bytes);
      this.#next = next(endS);
      // Its error is thrown where the run is continued.
      this.#next.catch(() => undefined);
      const follower: OpenFeed | undefined =
        isWhole && hasPublisher() ? await within(this.#next, CONTINUED_WITHIN_MS) : undefined;
      if (follower === undefined || !isContinued(recording, follower)) return;
      position = { recordingStartS: endS, startS: endS };
      recording = follower;
    }
  }
}

/** MediaMTX pauses for 2 s before it starts a recording anew; its hook follows with the first part. */
const CONTINUED_WITHIN_MS = 4000;

/** The value of a promise if it resolves in time. */
async function within<T>(wait: Promise<T>, limitMs: number): Promise<T | undefined> {
  const limit = new AbortController();
  const late = sleep(limitMs, undefined, { signal: limit.signal }).catch(() => undefined);
  return await Promise.race([wait, late]).finally(() => limit.abort());
}

function isContinued(before: OpenFeed, after: OpenFeed): boolean {
  const hasAudio = ({ source }: OpenFeed): boolean => source.info.audio !== undefined;
  return (
    hasAudio(before) === hasAudio(after) && isSameVideo(before.source.videoTrack, after.source.videoTrack)
  );
}

interface AudioOptions extends StreamSegmentsOptions {
  readonly buffer: Mp4FragmentBuffer;
  readonly position: Position;
  readonly onFrame: (ptsS: number) => void;
}

/**
 * The audio of a recording, extended with silence to at least the length of its video. Buffers its MP4 fragments for the
 * output.
 */
async function* audioOf(recording: OpenFeed, options: AudioOptions): AsyncGenerator<Buffer, void, undefined> {
  const { format, tasks, avSync, timeline, onFrame } = options;
  const { startS } = options.position;
  const firstSample = sampleAt(format, startS);
  const { audio } = recording.source.info;
  const hasAudio = audio !== undefined;
  const video = new VideoProgress(startS);
  const decoder = startAudioDecoder(bufferMp4Fragments(recording, options, video), {
    ...options,
    hasAudio,
    sourceChannels: audio?.channels,
    firstSample,
    onAudio: (event) => timeline.audio(event),
    onUndecodable: options.onUndecodable,
    onPause: (track, isPaused) => timeline.pause(track, isPaused),
    onVideoPacket: (packet) => {
      avSync.ingested(packet);
      onFrame(packet.ptsS);
    },
  });
  let audioBytes = 0;
  if (hasAudio) {
    for await (const chunk of decoder.audio) {
      audioBytes += chunk.length;
      yield chunk;
    }
  }
  for await (const silence of silenceFor(video, format, { startS, audioBytes }, tasks.signal)) {
    const [at, samples] = [
      firstSample + audioBytes / frameBytes(format),
      silence.length / frameBytes(format),
    ];
    timeline.audio({ kind: 'filled', at, samples, reason: hasAudio ? 'end' : 'no_audio' });
    audioBytes += silence.length;
    yield silence;
  }
  await decoder.ended();
  // An aborted decoder ends like that of a complete recording.
  tasks.signal.throwIfAborted();
}

/** Reads the source, shifts its MP4 fragments to their time on the stream's clock and adds them to the buffer. */
async function* bufferMp4Fragments(
  { source, path, startS }: OpenFeed,
  { buffer, position, points, waitForSpace, videoReports }: AudioOptions,
  video: VideoProgress,
): AsyncGenerator<Buffer, void, undefined> {
  yield source.index;
  const watch = new VideoWatch(position.startS, videoReports);
  const trackId = source.videoTrack.id;
  let isFirst = true;
  let sampleS: number | undefined;
  for await (const { kind, bytes, offset } of source.mp4Fragments) {
    if (kind !== 'mp4Fragment') continue;
    shiftMp4Fragment(bytes, source.tracks, position.recordingStartS - startS);
    const span = trackSpan(bytes, source.videoTrack, sampleS);
    sampleS = span?.sampleS ?? sampleS;
    buffer.push(bytes, span, { trackId, isFirst });
    isFirst = false;
    const ends = source.tracks.flatMap((track) => trackSpan(bytes, track)?.endS ?? []);
    watch.fragment({ video: span, endS: Math.max(...ends) });
    if (span !== undefined) video.readUpTo(span.endS);
    if (span?.keyframeS !== undefined) points.keyframe(path, offset, span.keyframeS);
    yield bytes;
    await waitForSpace(buffer);
  }
  watch.end();
  video.end();
}
