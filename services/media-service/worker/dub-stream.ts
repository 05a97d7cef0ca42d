import type { Logger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { WorkerConfig } from '../config.ts';
import { Dubber } from '../dubbing/dubber.ts';
import type { DubbingFailure } from '../dubbing/dubbing-failure.ts';
import type { Ledger } from '../dubbing/ledger.ts';
import { cutSegments } from '../dubbing/segmenter.ts';
import { FragmentCodec } from '../ffmpeg/fragment-codec.ts';
import { startIngest } from '../ingest/ingest.ts';
import { type OpenSource, openSource } from '../ingest/open-source.ts';
import { VideoSegmentCounter } from '../ingest/video-segment-counter.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { trackSpan } from '../mp4/media-fragment.ts';
import { AvSyncMeter } from '../output/av-sync-meter.ts';
import { DubbedOutput, type OutputProgress } from '../output/dubbed-output.ts';
import { MediaHold } from '../output/media-hold.ts';
import type { OutputLostError } from '../output/output-lost-error.ts';
import type { StsLink } from '../sts/sts-link.ts';
import { airInOrder } from './air-in-order.ts';
import type { RecordingAnnouncement } from './recording-announcement.ts';
import { roomForSource } from './room-for-source.ts';
import { FRAGMENT_FORMAT } from './session-request.ts';

const SAMPLE_RATE_HZ = 48_000;
const MOST_CHANNELS = 2;
const RECORDING_WITHIN_MS = 10_000;

export interface DubStreamOptions {
  readonly config: WorkerConfig;
  readonly recording: RecordingAnnouncement;
  readonly outputUrl: string;
  readonly link: StsLink;
  readonly ledger: Ledger;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** Gives the stream up. */
  readonly signal: AbortSignal;
  /** Told once the source is open and goes in. */
  readonly onRunning: () => void;
  /** Told of each window that is aired with its original audio. */
  readonly onFailure: (failure: DubbingFailure) => void;
  readonly onOutput: (progress: OutputProgress) => void;
  /** Told each time the output was refused or broke off. */
  readonly onOutputLost: (error: OutputLostError) => void;
}

/**
 * One stream's way through the worker: follow its recording, cut its audio, dub each cut, air the windows in
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
  const { config, link, metrics, log } = options;
  const follower = await options.recording.follower(RECORDING_WITHIN_MS, tasks.signal);
  const source = await openSource(follower.chunks(tasks.signal), tasks.signal);
  const { info } = source;
  log.info({ source: info, recording: follower.path }, 'source is open');
  const format = { sampleRateHz: SAMPLE_RATE_HZ, channels: Math.min(info.audio.channels, MOST_CHANNELS) };

  const avSync = new AvSyncMeter(format.sampleRateHz);
  const videoSegments = new VideoSegmentCounter(config.segmentS, () => metrics.segment('video'));
  const hold = new MediaHold(source.index, config.maxHeldBytes);
  const room = () => roomForSource({ hold, output, dubber, signal: tasks.signal });
  const ingest = startIngest(holding(source, hold, room), {
    format,
    firstSample: 0,
    tasks,
    log,
    onVideoPacket: (packet) => {
      avSync.ingested(packet);
      videoSegments.frame(packet.ptsS);
    },
  });
  metrics.pipeline('input', 'running');
  options.onRunning();

  const output = new DubbedOutput({
    url: options.outputUrl,
    hold,
    startS: 0,
    format,
    tasks,
    log,
    metrics,
    avSync,
    onProgress: options.onOutput,
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

  const segments = cutSegments(ingest.audio, format, config.segmentS);
  await airInOrder(segments, { config, metrics, dubber, output, tasks });
  await ingest.ended();
  // An ingest that was ended looks like a stream that is over.
  tasks.signal.throwIfAborted();
  videoSegments.end();
  metrics.pipeline('input', 'stopped');
  const [account] = await Promise.all([link.end('stream ended', tasks.signal), output.end()]);
  log.info({ account }, 'stream is over');
}

/** The source's bytes as they are read, each fragment also held for the output, while there is room. */
async function* holding(
  source: OpenSource,
  hold: MediaHold,
  room: () => Promise<void>,
): AsyncGenerator<Buffer, void, undefined> {
  yield source.index;
  for await (const { kind, bytes } of source.fragments) {
    if (kind === 'fragment') hold.push(bytes, trackSpan(bytes, source.videoTrack));
    yield bytes;
    await room();
  }
  hold.end();
}
