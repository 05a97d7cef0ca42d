import type { Logger } from '../../runtime/logger.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { type CutStart, cutSegments, type Segment } from '../dubbing/segmenter.ts';
import { type PcmFormat, sampleAt } from '../ffmpeg/pcm-format.ts';
import { startIngest } from '../ingest/ingest.ts';
import type { OpenSource } from '../ingest/open-source.ts';
import { VideoSegmentCounter } from '../ingest/video-segment-counter.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { shiftFragment, trackSpan } from '../mp4/media-fragment.ts';
import type { Track } from '../mp4/movie.ts';
import type { AvSyncMeter } from '../output/av-sync-meter.ts';
import { MediaHold } from '../output/media-hold.ts';
import { wholeMs } from '../output/rtmp-clock.ts';
import type { StreamOutput } from '../output/stream-output.ts';
import type { ResumePoint, ResumePoints } from './resume-points.ts';
import { PictureProgress, silenceUnder } from './silence.ts';

/** A recording that can be read. */
export interface Recording {
  readonly path: string;
  readonly source: OpenSource;
  /** What its own times begin with. */
  readonly beginsS: number;
}

export interface StreamSegmentsOptions {
  readonly segmentS: number;
  readonly format: PcmFormat;
  /** Of a stream's media, in memory. */
  readonly maxHeldBytes: number;
  /** Waits until more of the source may be taken. */
  readonly room: (hold: MediaHold) => Promise<void>;
  readonly output: Pick<StreamOutput, 'programme'>;
  readonly avSync: AvSyncMeter;
  readonly metrics: StreamMetrics;
  readonly tasks: TaskGroup;
  readonly log: Logger;
  /** Where the first recording is taken up; at its beginning by default. */
  readonly resume: ResumePoint | undefined;
  readonly points: ResumePoints;
  /** The recording that goes on where the last one ended; `undefined` when the stream is over. */
  readonly next: (endS: number) => Promise<Recording | undefined>;
  /** Begins to encode a segment that has begun. */
  readonly encode: NonNullable<CutStart['encode']>;
  /** Told when a recording goes in, and when it has ended. */
  readonly onInput: (isRunning: boolean) => void;
}

/**
 * A stream's segments, over all of its recordings. The media of a recording follows directly after that of the one
 * before: on the stream's clock there is no gap, however long the publisher was away.
 */
export async function* streamSegments(
  first: Recording,
  options: StreamSegmentsOptions,
): AsyncGenerator<Segment, void, undefined> {
  const { segmentS, format, output, metrics, points, resume, encode } = options;
  let [index, endS] = [resume?.index ?? 0, resume?.startS ?? 0];
  let place: Place = { recordingStartS: resume?.recordingStartS ?? 0, startS: beginningOf(resume) };
  let hold: MediaHold | undefined;
  let shown: Track | undefined;
  points.segment(index, endS);
  for (let recording: Recording | undefined = first; recording !== undefined; ) {
    const { source, path } = recording;
    if (hold === undefined || !isSamePicture(shown, source.videoTrack)) {
      hold?.end();
      hold = new MediaHold(source.index, options.maxHeldBytes);
      shown = source.videoTrack;
      output.programme(hold, place.startS);
    }
    const beginS = endS;
    const video = new VideoSegmentCounter(segmentS, () => metrics.segment('video'));
    points.recording(path, place.recordingStartS);
    options.onInput(true);
    const sound = soundOf(recording, {
      ...options,
      hold,
      place,
      onFrame: (ptsS) => video.frame(ptsS - beginS),
    });
    const from: CutStart = {
      index,
      startS: beginS,
      leadInS: beginS - place.startS,
      dubbable: source.info.audio !== undefined,
      encode,
    };
    for await (const segment of cutSegments(sound, format, segmentS, from)) {
      endS = segment.startS + segment.durationS;
      if (endS > beginS) index = segment.index + 1;
      points.segment(index, endS);
      yield segment;
    }
    video.end();
    options.onInput(false);
    place = { recordingStartS: endS, startS: endS };
    recording = await options.next(endS);
  }
  hold?.end();
}

/** When what is read first is shown and heard, on the stream's clock: a whole ms, as an output begins. */
export function beginningOf(resume: ResumePoint | undefined): number {
  return resume === undefined ? 0 : wholeMs(Math.min(resume.keyframeS, resume.startS));
}

/** Whether a reader of the one track can go on with the other. */
function isSamePicture(before: Track | undefined, after: Track): boolean {
  return (
    before !== undefined &&
    before.id === after.id &&
    before.timescale === after.timescale &&
    before.description.equals(after.description)
  );
}

/** Where a recording lies on the stream's clock: its time 0, and what is read of it first. */
interface Place {
  readonly recordingStartS: number;
  readonly startS: number;
}

interface SoundOptions extends StreamSegmentsOptions {
  readonly hold: MediaHold;
  readonly place: Place;
  readonly onFrame: (ptsS: number) => void;
}

/** A recording's sound, as long as its picture or longer; its fragments are held for the output meanwhile. */
async function* soundOf(
  recording: Recording,
  options: SoundOptions,
): AsyncGenerator<Buffer, void, undefined> {
  const { format, tasks, avSync, onFrame } = options;
  const { startS } = options.place;
  const hasAudio = recording.source.info.audio !== undefined;
  const picture = new PictureProgress(startS);
  const ingest = startIngest(held(recording, options, picture), {
    ...options,
    hasAudio,
    firstSample: sampleAt(format, startS),
    onVideoPacket: (packet) => {
      avSync.ingested(packet);
      onFrame(packet.ptsS);
    },
  });
  let givenBytes = 0;
  if (hasAudio) {
    for await (const chunk of ingest.audio) {
      givenBytes += chunk.length;
      yield chunk;
    }
  }
  yield* silenceUnder(picture, format, { startS, givenBytes }, tasks.signal);
  await ingest.ended();
  // An ingest that was ended looks like a recording that is over.
  tasks.signal.throwIfAborted();
}

/** The source's bytes as they are read, moved to their place on the stream's clock. */
async function* held(
  { source, path, beginsS }: Recording,
  { hold, place, points, room }: SoundOptions,
  picture: PictureProgress,
): AsyncGenerator<Buffer, void, undefined> {
  yield source.index;
  for await (const { kind, bytes, offset } of source.fragments) {
    if (kind !== 'fragment') continue;
    shiftFragment(bytes, source.tracks, place.recordingStartS - beginsS);
    const span = trackSpan(bytes, source.videoTrack);
    hold.push(bytes, span);
    if (span !== undefined) picture.readUpTo(span.endS);
    if (span?.keyframeS !== undefined) points.keyframe(path, offset, span.keyframeS);
    yield bytes;
    await room(hold);
  }
  picture.over();
}
