import type { Logger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { WorkerConfig } from '../config.ts';
import { Dubber } from '../dubbing/dubber.ts';
import type { DubbingFailure } from '../dubbing/dubbing-failure.ts';
import type { Ledger } from '../dubbing/ledger.ts';
import { FragmentCodec } from '../ffmpeg/fragment-codec.ts';
import { openSource } from '../ingest/open-source.ts';
import { pulledFragments } from '../ingest/pulled-fragments.ts';
import type { SourceInfo } from '../ingest/source-info.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { splitRecording } from '../mp4/split-recording.ts';
import { AvSyncMeter } from '../output/av-sync-meter.ts';
import type { OutputProgress } from '../output/dubbed-output.ts';
import type { OutputLostError } from '../output/output-lost-error.ts';
import { StreamOutput } from '../output/stream-output.ts';
import type { StsLink } from '../sts/sts-link.ts';
import { airInOrder } from './air-in-order.ts';
import { airedUpTo } from './aired-up-to.ts';
import type { RecordingQueue } from './recording-queue.ts';
import { type ResumePoint, ResumePoints } from './resume-points.ts';
import { roomForSource } from './room-for-source.ts';
import { FRAGMENT_FORMAT } from './session-request.ts';
import { beginningOf, type Recording, streamSegments } from './stream-segments.ts';

const SAMPLE_RATE_HZ = 48_000;
const MOST_CHANNELS = 2;

export interface DubStreamOptions {
  readonly config: WorkerConfig;
  readonly recordings: RecordingQueue;
  readonly outputUrl: string;
  readonly link: StsLink;
  readonly ledger: Ledger;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** Where a worker before this one came to; `undefined` for a stream that begins. */
  readonly resume: ResumePoint | undefined;
  /** Told how far it has come. */
  readonly onResumePoint: (point: ResumePoint) => void;
  /** Gives the stream up. */
  readonly signal: AbortSignal;
  /** Told what each recording holds. */
  readonly onSource: (source: SourceInfo) => void;
  /** Told when a part of the source is missing before what comes next. */
  readonly onSourceGap: (lostS: number) => void;
  /** Told when a recording goes in, and when it has ended. */
  readonly onInput: (isRunning: boolean) => void;
  /** Told of each window that is aired with its original audio. */
  readonly onFailure: (failure: DubbingFailure) => void;
  readonly onOutput: (progress: OutputProgress) => void;
  /** Told each time the output was refused or broke off. */
  readonly onOutputLost: (error: OutputLostError) => void;
}

/**
 * One stream's way through the worker: follow its recordings, cut their audio, dub each cut, air the windows in
 * order with the untouched video. Resolves when the last window has been aired.
 *
 * @throws when the source cannot be read, the output cannot be published, or `signal` is aborted; nothing of the
 *   stream is left then
 */
export async function dubStream(options: DubStreamOptions): Promise<void> {
  const tasks = new TaskGroup(options.signal);
  const codec = await FragmentCodec.create(tasks.signal);
  try {
    tasks.add(fromRecordingToOutput(options, codec, tasks));
    await tasks.done();
  } finally {
    await codec.dispose();
  }
}

async function fromRecordingToOutput(
  options: DubStreamOptions,
  codec: FragmentCodec,
  tasks: TaskGroup,
): Promise<void> {
  const { config, link, metrics, log, recordings, resume } = options;
  const open = async (quiet: () => Promise<void>, fromByte?: number): Promise<Recording | undefined> => {
    const feed = await recordings.next(quiet, tasks.signal);
    if (feed === undefined) return undefined;
    const { path, onFirstPicture } = feed;
    const source = await openSource(feed.chunks(tasks.signal), tasks.signal);
    options.onSource(source.info);
    if (recordings.lostS !== undefined) options.onSourceGap(recordings.lostS);
    log.info({ source: source.info, recording: path, fromByte }, 'source is open');
    if (onFirstPicture !== undefined) {
      const { beginsS } = source;
      return { path, beginsS, source: { ...source, fragments: pulledFragments(source, onFirstPicture) } };
    }
    if (fromByte === undefined) return { path, beginsS: 0, source };
    await source.fragments.return();
    const fragments = splitRecording(feed.chunks(tasks.signal, { from: fromByte }), fromByte);
    return { path, beginsS: 0, source: { ...source, fragments } };
  };
  const first = await open(() => Promise.resolve(), resume?.keyframeOffset);
  if (first === undefined) return;

  const format = {
    sampleRateHz: SAMPLE_RATE_HZ,
    channels: Math.min(first.source.info.audio?.channels ?? 1, MOST_CHANNELS),
  };
  const avSync = new AvSyncMeter(format.sampleRateHz);
  const points = new ResumePoints(options.onResumePoint);
  const output = new StreamOutput({
    ...{ format, tasks, log, metrics, avSync, startS: beginningOf(resume) },
    url: options.outputUrl,
    onProgress: (progress) => {
      options.onOutput(progress);
      points.aired(progress.airedS);
    },
    onLost: options.onOutputLost,
  });
  const dubber = new Dubber({
    ...options,
    codec,
    format,
    fragmentFormat: FRAGMENT_FORMAT,
    maxInflight: config.maxInflight,
    timeoutMs: config.stsTimeoutMs,
    signal: tasks.signal,
  });
  const segments = streamSegments(first, {
    ...{ format, tasks, log, metrics, avSync, output, points, resume },
    segmentS: config.segmentS,
    maxHeldBytes: config.maxHeldBytes,
    room: (hold) => roomForSource({ hold, output, dubber, signal: tasks.signal }),
    encode: () => (link.isBreakerOpen ? undefined : codec.begin(format, FRAGMENT_FORMAT)),
    next: (endS) => open(() => airedUpTo(endS, output, format, tasks.signal)),
    onInput: options.onInput,
  });
  await airInOrder(segments, { config, metrics, dubber, output, tasks });
  tasks.signal.throwIfAborted();
  const [account] = await Promise.all([link.end('stream ended', tasks.signal), output.end()]);
  log.info({ account }, 'stream is over');
}
