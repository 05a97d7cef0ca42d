import type { Readable } from 'node:stream';
import type { Logger } from '../../runtime/logger.ts';
import { type PcmFormat, silence } from '../ffmpeg/pcm-format.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { AudioPacer } from './audio-pacer.ts';
import type { AvSyncMeter } from './av-sync-meter.ts';
import { type OutputPublisher, startOutputPublisher } from './output-publisher.ts';

/**
 * MediaMTX drops what it has not yet handed on when a publisher closes its connection. Silence at the end makes
 * the muxer let go of the last frames a little before that.
 */
const TAIL_SILENCE_S = 0.2;

export interface DubbedOutputOptions {
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly metrics: StreamMetrics;
  readonly avSync: AvSyncMeter;
  readonly onProgress: (
    output: { airedS: number; stalledS: number },
    avSyncDeltaMs: number | undefined,
  ) => void;
}

/** The dubbed stream: begins with its first window, goes on at the speed of real time. */
export class DubbedOutput {
  /** Rejects when the output ended although it should not have; else never settles. */
  readonly failed: Promise<never>;
  readonly #url: string;
  readonly #video: Readable;
  readonly #format: PcmFormat;
  readonly #options: DubbedOutputOptions;
  readonly #pacer: AudioPacer;
  readonly #fail: (error: unknown) => void;
  #publisher: OutputPublisher | undefined;
  #stalledS = 0;

  constructor(url: string, video: Readable, format: PcmFormat, options: DubbedOutputOptions) {
    this.#url = url;
    this.#video = video;
    this.#format = format;
    this.#options = options;
    const failure = Promise.withResolvers<never>();
    this.failed = failure.promise;
    this.failed.catch(() => undefined);
    this.#fail = failure.reject;
    this.#pacer = new AudioPacer({
      format,
      write: (pcm) => this.#publisher?.writeAudio(pcm),
      onStall: (durationMs) => {
        this.#stalledS += durationMs / 1000;
        options.metrics.outputStalled(durationMs / 1000);
        options.log.warn({ stalledMs: Math.round(durationMs) }, 'the output waited for audio');
      },
    });
    options.signal.addEventListener('abort', () => this.#pacer.stop(), { once: true });
  }

  /** Adds the next window's audio. */
  air(pcm: Buffer): void {
    this.#publisher ??= this.#start();
    this.#pacer.push(pcm);
  }

  /** Airs what is left and ends the output in order. */
  async end(): Promise<void> {
    if (this.#publisher === undefined) return;
    this.#pacer.push(silence(this.#format, TAIL_SILENCE_S));
    await this.#pacer.drain();
    this.#publisher.end();
    await this.#publisher.ended;
    this.#options.metrics.pipeline('output', 'stopped');
  }

  #start(): OutputPublisher {
    const { signal, log, metrics, avSync, onProgress } = this.#options;
    metrics.pipeline('output', 'starting');
    let running = false;
    const publisher = startOutputPublisher(this.#url, this.#video, this.#format, {
      signal,
      log,
      onPacket: (packet) => {
        avSync.published(packet);
        if (!running) {
          running = true;
          metrics.pipeline('output', 'running');
          log.info({ url: this.#url }, 'output is on air');
        }
        if (avSync.deltaMs !== undefined) metrics.avSyncDelta(avSync.deltaMs);
        onProgress({ airedS: this.#pacer.airedS, stalledS: this.#stalledS }, avSync.deltaMs);
      },
    });
    publisher.ended.catch(this.#fail);
    return publisher;
  }
}
