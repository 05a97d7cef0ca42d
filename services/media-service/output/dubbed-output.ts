import type { Readable } from 'node:stream';
import type { Logger } from '../../runtime/logger.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { type PcmFormat, pcmBytes } from '../ffmpeg/pcm-format.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { AudioPacer } from './audio-pacer.ts';
import type { AvSyncMeter } from './av-sync-meter.ts';
import { type OutputPublisher, startOutputPublisher } from './output-publisher.ts';

/**
 * MediaMTX drops what it has not yet handed on when a publisher closes its connection. Silence at the end makes
 * the muxer let go of the last frames a little before that.
 */
const TAIL_SILENCE_S = 0.2;
/** Audio beyond this waits with whoever has it: the recording holds the stream better than memory does. */
const MOST_QUEUED_S = 2;

export interface OutputProgress {
  readonly airedS: number;
  readonly stalledS: number;
  readonly avSyncDeltaMs: number | undefined;
}

export interface DubbedOutputOptions {
  readonly url: string;
  /** H.264 in NUT. */
  readonly video: Readable;
  readonly format: PcmFormat;
  /** Fails when the output does. */
  readonly tasks: TaskGroup;
  readonly log: Logger;
  readonly metrics: StreamMetrics;
  readonly avSync: AvSyncMeter;
  readonly onProgress: (progress: OutputProgress) => void;
}

/** The dubbed stream: begins with its first window, goes on at the speed of real time. */
export class DubbedOutput {
  readonly #options: DubbedOutputOptions;
  readonly #pacer: AudioPacer;
  #publisher: OutputPublisher | undefined;
  #stalledS = 0;

  constructor(options: DubbedOutputOptions) {
    this.#options = options;
    this.#pacer = new AudioPacer({
      format: options.format,
      signal: options.tasks.signal,
      write: (pcm) => this.#publisher?.writeAudio(pcm),
      onStall: (durationMs) => {
        this.#stalledS += durationMs / 1000;
        options.metrics.outputStalled(durationMs / 1000);
        options.log.warn({ stalledMs: Math.round(durationMs) }, 'the output waited for audio');
      },
    });
  }

  /** Adds the next window's audio. Resolves when there is room for another window. */
  async air(pcm: Buffer): Promise<void> {
    this.#publisher ??= this.#start();
    this.#pacer.push(pcm);
    await this.#pacer.queued(MOST_QUEUED_S);
  }

  /** Airs what is left and ends the output in order. */
  async end(): Promise<void> {
    if (this.#publisher === undefined) return;
    this.#pacer.push(Buffer.alloc(pcmBytes(this.#options.format, TAIL_SILENCE_S)));
    await this.#pacer.queued(0);
    await this.#publisher.end();
    this.#options.metrics.pipeline('output', 'stopped');
  }

  #start(): OutputPublisher {
    const { metrics, avSync, log, url, onProgress } = this.#options;
    metrics.pipeline('output', 'starting');
    let running = false;
    return startOutputPublisher({
      ...this.#options,
      onPacket: (packet) => {
        avSync.published(packet);
        if (!running) {
          running = true;
          metrics.pipeline('output', 'running');
          log.info({ url }, 'output is on air');
        }
        const { deltaMs } = avSync;
        if (deltaMs !== undefined) metrics.avSyncDelta(deltaMs);
        onProgress({ airedS: this.#pacer.airedS, stalledS: this.#stalledS, avSyncDeltaMs: deltaMs });
      },
    });
  }
}
