import type { Readable } from 'node:stream';
import type { Logger } from '../../runtime/logger.ts';
import { Dubber, type Window } from '../dubbing/dubber.ts';
import type { DubbingFailure } from '../dubbing/dubbing-failure.ts';
import type { Ledger } from '../dubbing/ledger.ts';
import { cutSegments } from '../dubbing/segmenter.ts';
import { FragmentCodec } from '../ffmpeg/fragment-codec.ts';
import type { PcmFormat } from '../ffmpeg/pcm-format.ts';
import { type Ingest, startIngest } from '../ingest/ingest.ts';
import { openSource } from '../ingest/open-source.ts';
import { VideoSegmentCounter } from '../ingest/video-segment-counter.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { AvSyncMeter } from '../output/av-sync-meter.ts';
import { DubbedOutput } from '../output/dubbed-output.ts';
import { holdVideo } from '../output/video-hold.ts';
import type { StsLink } from '../sts/sts-link.ts';
import type { RecordingAnnouncement } from './recording-announcement.ts';

const SAMPLE_RATE_HZ = 48_000;
const MOST_CHANNELS = 2;
const RECORDING_WITHIN_MS = 10_000;
/** 30 s of 50 Mbit/s: far more than a segment and its trip through STS. */
const MAX_HELD_VIDEO_BYTES = 192 * 1024 * 1024;

export interface DubStreamOptions {
  readonly recording: RecordingAnnouncement;
  readonly link: StsLink;
  readonly ledger: Ledger;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly outputUrl: string;
  readonly segmentS: number;
  readonly maxInflight: number;
  readonly stsTimeoutMs: number;
  readonly fragmentFormat: PcmFormat;
  readonly onRunning: () => void;
  readonly onFailure: (failure: DubbingFailure) => void;
  readonly onOutput: (
    output: { airedS: number; stalledS: number },
    avSyncDeltaMs: number | undefined,
  ) => void;
}

/**
 * One stream's way through the worker: follow its recording, cut its audio, dub each cut, air the windows in
 * order with the untouched video. Resolves when the last window has been aired.
 *
 * @throws when the source cannot be read or the output cannot be published
 */
export async function dubStream(options: DubStreamOptions): Promise<void> {
  const { link, ledger, metrics, log } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const codec = await FragmentCodec.create(signal);
  try {
    const follower = await options.recording.follower(RECORDING_WITHIN_MS, signal);
    const { source, bytes } = await openSource(follower.chunks(signal), signal);
    log.info({ source, recording: follower.path }, 'source is open');
    const format = { sampleRateHz: SAMPLE_RATE_HZ, channels: Math.min(source.audio.channels, MOST_CHANNELS) };

    const avSync = new AvSyncMeter(format.sampleRateHz);
    const videoSegments = new VideoSegmentCounter(options.segmentS, () => metrics.segment('video'));
    const ingest: Ingest = startIngest(bytes, format, {
      signal,
      log,
      onPacket: (packet) => {
        avSync.ingested(packet);
        videoSegments.packet(packet);
      },
    });
    metrics.pipeline('input', 'running');
    options.onRunning();

    const video = holdVideo(ingest.video, MAX_HELD_VIDEO_BYTES, (heldBytes) => {
      metrics.error('video_hold_full');
      log.error({ heldBytes }, 'more video is held than was planned for');
    });
    const output = new DubbedOutput(options.outputUrl, video, format, {
      signal,
      log,
      metrics,
      avSync,
      onProgress: options.onOutput,
    });
    const dubber = new Dubber({
      link,
      codec,
      ledger,
      metrics,
      log,
      format,
      fragmentFormat: options.fragmentFormat,
      maxInflight: options.maxInflight,
      timeoutMs: options.stsTimeoutMs,
      onFailure: options.onFailure,
    });

    await Promise.race([
      airInOrder(ingest.audio, format, options.segmentS, dubber, output, metrics).then(async () => {
        await ingest.ended;
        videoSegments.end();
        metrics.pipeline('input', 'stopped');
        const [account] = await Promise.all([link.end('stream ended'), output.end()]);
        log.info({ account }, 'stream is over');
      }),
      // Either of them ending early ends the stream; after an orderly end they have nothing more to say.
      ingest.ended.then(() => output.failed),
      output.failed,
    ]);
  } catch (error) {
    failed.abort(error);
    throw error;
  } finally {
    failed.abort();
    await codec.dispose();
  }
}

/** Segments are dubbed side by side and aired one after the other. */
async function airInOrder(
  audio: Readable,
  format: PcmFormat,
  segmentS: number,
  dubber: Dubber,
  output: DubbedOutput,
  metrics: StreamMetrics,
): Promise<void> {
  let aired = Promise.resolve();
  for await (const segment of cutSegments(audio, format, segmentS)) {
    if (segment.dubbable) metrics.segment('audio');
    const window: Promise<Window> = dubber.dub(segment);
    aired = aired.then(async () => output.air((await window).pcm));
  }
  await aired;
}
