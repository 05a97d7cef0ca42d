import type { Logger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { WorkerConfig } from '../config.ts';
import { Dubber } from '../dubbing/dubber.ts';
import type { Ledger } from '../dubbing/ledger.ts';
import { FragmentCodec } from '../ffmpeg/fragment-codec.ts';
import { type PcmFormat, SAMPLE_RATE_HZ } from '../ffmpeg/pcm-format.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { AvSyncMeter } from '../output/av-sync-meter.ts';
import { StreamOutput } from '../output/stream-output.ts';
import type { StsLink } from '../sts/sts-link.ts';
import { dubAndAir } from './dub-and-air.ts';
import { FeedOpener } from './open-feed.ts';
import { type ResumePoint, ResumePoints } from './resume-points.ts';
import type { SourceQueue } from './source-queue.ts';
import { streamSegments, streamStartS } from './stream-segments.ts';
import type { StreamStatus } from './stream-status.ts';
import { waitForBufferSpace, waitUntilAired } from './wait-for-output.ts';

const MAX_CHANNELS = 2;

/** The format of fragments: speech recognition expects mono. */
export const FRAGMENT_FORMAT: PcmFormat = { sampleRateHz: SAMPLE_RATE_HZ, channels: 1 };

export interface DubStreamOptions {
  readonly streamId: string;
  readonly config: WorkerConfig;
  readonly sources: SourceQueue;
  readonly outputUrl: string;
  readonly link: StsLink;
  readonly ledger: Ledger;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** Where an earlier worker stopped; `undefined` for a new stream. */
  readonly resume: ResumePoint | undefined;
  /** Called with each new point to resume from. */
  readonly onResumePoint: (point: ResumePoint) => void;
  /** Receives sources, gaps, progress and errors of the stream. */
  readonly status: StreamStatus;
  /** Aborts the stream. */
  readonly signal: AbortSignal;
}

/**
 * Dubs one stream: reads its sources, cuts their audio into segments, dubs each, and airs them in order with the
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
  const { config, link, metrics, log, status, resume } = options;
  const { mediamtxApiUrl } = config;
  const opener = new FeedOpener({ ...options, mediamtxApiUrl, signal: tasks.signal });
  const first = await opener.next(() => Promise.resolve(), resume?.keyframeOffset);
  if (first === undefined) return;

  const format = {
    sampleRateHz: SAMPLE_RATE_HZ,
    // A later publisher may have stereo audio.
    channels: Math.min(first.source.info.audio?.channels ?? MAX_CHANNELS, MAX_CHANNELS),
  };
  const avSync = new AvSyncMeter(format.sampleRateHz);
  const points = new ResumePoints(options.onResumePoint);
  const output = new StreamOutput({
    ...{ format, tasks, log, metrics, avSync, startS: streamStartS(resume) },
    url: options.outputUrl,
    onProgress: (progress) => {
      status.output(progress);
      points.aired(progress.airedS);
    },
    onLost: (error) => status.outputLost(error),
  });
  const dubber = new Dubber({
    ...options,
    codec,
    format,
    fragmentFormat: FRAGMENT_FORMAT,
    dubLevel: config.dubLevel,
    maxInflight: config.maxInflight,
    timeoutMs: config.stsTimeoutMs,
    onFailure: (failure) => status.error(failure),
    onSettled: (segment, as) => status.timeline.settled(segment, as),
    signal: tasks.signal,
  });
  const segments = streamSegments(first, {
    ...{ format, tasks, log, metrics, avSync, output, points, resume },
    timeline: status.timeline,
    segmentS: config.segmentS,
    maxHeldBytes: config.maxHeldBytes,
    waitForSpace: (buffer) => waitForBufferSpace({ buffer, output, dubber, signal: tasks.signal }),
    encode: () => (link.isBreakerOpen ? undefined : codec.startEncoding(format, FRAGMENT_FORMAT)),
    next: (endS) => opener.next(() => waitUntilAired(endS, output, format, tasks.signal)),
    hasPublisher: () => options.sources.hasPublisher,
    videoReports: status.video,
    onUndecodable: (error) => status.error(error),
    onInput: (isRunning) => status.input(isRunning),
  });
  await dubAndAir(segments, { config, metrics, dubber, output, tasks });
  tasks.signal.throwIfAborted();
  const [summary] = await Promise.all([link.end('stream ended', tasks.signal), output.end()]);
  log.info({ summary }, 'stream has been aired');
}
