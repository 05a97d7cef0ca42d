import type { Logger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { WorkerConfig } from '../config.ts';
import { Dubber } from '../dubbing/dubber.ts';
import type { Ledger } from '../dubbing/ledger.ts';
import { FragmentCodec } from '../ffmpeg/fragment-codec.ts';
import type { PcmFormat } from '../ffmpeg/pcm-format.ts';
import { openSource } from '../ingest/open-source.ts';
import { pulledFragments } from '../ingest/pulled-fragments.ts';
import type { SourceInfo } from '../ingest/source-info.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { splitRecording } from '../mp4/split-recording.ts';
import { AvSyncMeter } from '../output/av-sync-meter.ts';
import type { OutputLostError, OutputProgress } from '../output/dubbed-output.ts';
import { StreamOutput } from '../output/stream-output.ts';
import type { DubbingFailure } from '../sts/dubbing-failure.ts';
import type { StsLink } from '../sts/sts-link.ts';
import { dubAndAir } from './dub-and-air.ts';
import type { RecordingQueue } from './recording-queue.ts';
import { type ResumePoint, ResumePoints } from './resume-points.ts';
import { type Recording, streamSegments, streamStartS } from './stream-segments.ts';
import { waitForBufferSpace, waitUntilAired } from './wait-for-output.ts';

const SAMPLE_RATE_HZ = 48_000;
const MAX_CHANNELS = 2;

/** The format of fragments: speech recognition expects mono. */
export const FRAGMENT_FORMAT: PcmFormat = { sampleRateHz: SAMPLE_RATE_HZ, channels: 1 };

export interface DubStreamOptions {
  readonly config: WorkerConfig;
  readonly recordings: RecordingQueue;
  readonly outputUrl: string;
  readonly link: StsLink;
  readonly ledger: Ledger;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** Where an earlier worker stopped; `undefined` for a new stream. */
  readonly resume: ResumePoint | undefined;
  /** Called with each new point to resume from. */
  readonly onResumePoint: (point: ResumePoint) => void;
  /** Aborts the stream. */
  readonly signal: AbortSignal;
  /** Called with the tracks of each recording. */
  readonly onSource: (source: SourceInfo) => void;
  /** Called when a part of the source is missing before the next recording. */
  readonly onSourceGap: (lostS: number) => void;
  /** Called when reading of a recording starts and ends. */
  readonly onInput: (isRunning: boolean) => void;
  /** Called for each segment that falls back to its original audio. */
  readonly onFailure: (failure: DubbingFailure) => void;
  readonly onOutput: (progress: OutputProgress) => void;
  /** Called each time the connection of the output is refused or lost. */
  readonly onOutputLost: (error: OutputLostError) => void;
}

/**
 * Dubs one stream: follows its recordings, cuts their audio into segments, dubs each, and airs them in order with the
 * untouched video. Resolves when the last segment has been aired.
 *
 * @throws when the source cannot be read, the output cannot be published, or `signal` is aborted; by then all processes
 *   of the stream have ended
 */
export async function dubStream(options: DubStreamOptions): Promise<void> {
  const tasks = new TaskGroup(options.signal);
  const codec = await FragmentCodec.create(tasks.signal);
  try {
    tasks.add(runPipeline(options, codec, tasks));
    await tasks.done();
  } finally {
    await codec.dispose();
  }
}

async function runPipeline(options: DubStreamOptions, codec: FragmentCodec, tasks: TaskGroup): Promise<void> {
  const { config, link, metrics, log, recordings, resume } = options;
  const open = async (drained: () => Promise<void>, fromByte?: number): Promise<Recording | undefined> => {
    const feed = await recordings.next(drained, tasks.signal);
    if (feed === undefined) return undefined;
    const { path, onFirstFrame } = feed;
    const source = await openSource(feed.chunks(tasks.signal), tasks.signal);
    options.onSource(source.info);
    if (recordings.lostS !== undefined) options.onSourceGap(recordings.lostS);
    log.info({ source: source.info, recording: path, fromByte }, 'source opened');
    if (onFirstFrame !== undefined) {
      const { startS } = source;
      return { path, startS, source: { ...source, fragments: pulledFragments(source, onFirstFrame) } };
    }
    if (fromByte === undefined) return { path, startS: 0, source };
    await source.fragments.return();
    const fragments = splitRecording(feed.chunks(tasks.signal, { from: fromByte }), fromByte);
    return { path, startS: 0, source: { ...source, fragments } };
  };
  const first = await open(() => Promise.resolve(), resume?.keyframeOffset);
  if (first === undefined) return;

  const format = {
    sampleRateHz: SAMPLE_RATE_HZ,
    channels: Math.min(first.source.info.audio?.channels ?? 1, MAX_CHANNELS),
  };
  const avSync = new AvSyncMeter(format.sampleRateHz);
  const points = new ResumePoints(options.onResumePoint);
  const output = new StreamOutput({
    ...{ format, tasks, log, metrics, avSync, startS: streamStartS(resume) },
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
    waitForSpace: (buffer) => waitForBufferSpace({ buffer, output, dubber, signal: tasks.signal }),
    encode: () => (link.isBreakerOpen ? undefined : codec.begin(format, FRAGMENT_FORMAT)),
    next: (endS) => open(() => waitUntilAired(endS, output, format, tasks.signal)),
    onInput: options.onInput,
  });
  await dubAndAir(segments, { config, metrics, dubber, output, tasks });
  tasks.signal.throwIfAborted();
  const [summary] = await Promise.all([link.end('stream ended', tasks.signal), output.end()]);
  log.info({ summary }, 'stream has been aired');
}
