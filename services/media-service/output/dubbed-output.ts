import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from '../../../lib/back-off.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import type { Packet } from '../ffmpeg/framecrc.ts';
import { type PcmFormat, pcmBytes } from '../ffmpeg/pcm-format.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { AudioPacer } from './audio-pacer.ts';
import type { AvSyncMeter } from './av-sync-meter.ts';
import type { MediaHold } from './media-hold.ts';
import { NoKeyframeError } from './no-keyframe-error.ts';
import { OutputLostError } from './output-lost-error.ts';
import { Publication } from './publication.ts';
import { wholeMs } from './rtmp-clock.ts';

/**
 * Silence after the last window pushes it out before the connection is closed: a little more than the 0.23 s that ffmpeg
 * was measured to hold.
 */
const TAIL_SILENCE_S = 0.35;
/** Audio beyond this waits with whoever has it: the recording holds the stream better than memory does. */
const MOST_QUEUED_S = 2;
/** A connection that lasted so long was a good one: the next try comes soon again. */
const GOOD_AFTER_S = 10;
const GIVE_UP_AFTER_MS = 30_000;

export interface OutputProgress {
  readonly airedS: number;
  readonly stalledS: number;
  /** How often the output was published: once, and again after each loss. */
  readonly publications: number;
  readonly onAir: boolean;
  readonly avSyncDeltaMs: number | undefined;
}

export interface DubbedOutputOptions {
  readonly url: string;
  /** Video to publish. */
  readonly hold: MediaHold;
  /** When the first window is heard, on the video's clock. */
  readonly startS: number;
  readonly format: PcmFormat;
  /** Fails when the output does. */
  readonly tasks: TaskGroup;
  readonly log: Logger;
  readonly metrics: StreamMetrics;
  readonly avSync: AvSyncMeter;
  readonly onProgress: (progress: OutputProgress) => void;
  /** How long the rest of a stream that is over waits for a MediaMTX that takes it: 30 s by default. */
  readonly giveUpAfterMs?: number;
  /** Told of each loss. */
  readonly onLost: (error: OutputLostError) => void;
}

/**
 * The dubbed stream: begins with its first window, goes on at the speed of real time. When MediaMTX refuses or
 * drops it, it waits and is published again from the keyframe before where it stopped.
 */
export class DubbedOutput {
  readonly #options: DubbedOutputOptions;
  readonly #pacer: AudioPacer;
  readonly #ending = Promise.withResolvers<number>();
  /** Where the last window ends. */
  #endS: number | undefined;
  #onAir: Promise<void> | undefined;
  #publication: Publication | undefined;
  #publications = 0;
  #isConnected = false;
  #stalledS = 0;
  /** When the connection that was there last was lost. */
  #lostMs: number | undefined;

  constructor(options: DubbedOutputOptions) {
    this.#options = options;
    this.#pacer = new AudioPacer({
      format: options.format,
      startS: options.startS,
      signal: options.tasks.signal,
      write: (pcm) => this.#publication?.writeAudio(pcm),
      onStall: (durationMs) => {
        // Nobody waited for the silence after the last window.
        if (this.#endS === undefined) this.#stalled(durationMs, 'the output waited for audio');
      },
    });
  }

  /** Whether it waits for audio. */
  get isStarving(): boolean {
    return this.#pacer.isEmpty;
  }

  /** Up to when audio has been let out. */
  get airedS(): number {
    return Math.min(this.#pacer.airedS, this.#endS ?? Number.POSITIVE_INFINITY);
  }

  /** Adds the next window's audio. Resolves when there is room for another window. */
  async air(pcm: Buffer): Promise<void> {
    this.#pacer.push(pcm);
    if (this.#onAir === undefined) {
      this.#onAir = this.#stayOnAir();
      this.#options.tasks.add(this.#onAir);
    }
    await this.#pacer.queued(MOST_QUEUED_S);
  }

  /** Airs what is left and ends the output in order. */
  async end(): Promise<void> {
    if (this.#onAir === undefined) return;
    this.#endS = this.#pacer.endS;
    this.#pacer.push(Buffer.alloc(pcmBytes(this.#options.format, TAIL_SILENCE_S)));
    this.#ending.resolve(this.#endS);
    await this.#onAir;
    this.#options.tasks.signal.throwIfAborted();
    this.#isConnected = false;
    this.#options.metrics.pipeline('output', 'stopped');
    this.#tell();
  }

  /** Publishes, and again after each loss, until everything has been aired. */
  async #stayOnAir(): Promise<void> {
    const { hold, tasks, metrics, startS } = this.#options;
    let failures = 0;
    while (true) {
      metrics.pipeline('output', 'starting');
      const fromS = this.#publication?.resumeS ?? startS;
      const keyframeS = await hold.keyframe(fromS, tasks.signal);
      if (keyframeS === undefined) throw new NoKeyframeError(fromS);
      // The sound of a picture that begins later is heard before it.
      const beginS = Math.max(startS, wholeMs(Math.min(keyframeS, fromS)));
      const publication = this.#publicationFrom(keyframeS, beginS);
      this.#publication = publication;
      try {
        await publication.run();
        return;
      } catch (error) {
        tasks.signal.throwIfAborted();
        if (publication.lengthS > GOOD_AFTER_S) failures = 0;
        await this.#waitAfter(error, failures++);
      }
    }
  }

  async #waitAfter(error: unknown, failures: number): Promise<void> {
    const { url, log, metrics, tasks, onLost, giveUpAfterMs = GIVE_UP_AFTER_MS } = this.#options;
    this.#isConnected = false;
    this.#lostMs ??= performance.now();
    metrics.pipeline('output', 'failed');
    const isGivenUp = this.#endS !== undefined && performance.now() - this.#lostMs >= giveUpAfterMs;
    const delayMs = backOffMs(failures, Math.random());
    const lost = new OutputLostError(url, this.airedS, isGivenUp ? undefined : delayMs, error);
    if (isGivenUp) throw lost;
    log.warn({ err: lost, delayMs: Math.round(delayMs) }, 'the output is off the air');
    onLost(lost);
    this.#tell();
    await sleep(delayMs, undefined, { signal: tasks.signal });
  }

  #publicationFrom(keyframeS: number, startS: number): Publication {
    const { url, hold, format, log, tasks, avSync } = this.#options;
    avSync.publicationStarts(startS);
    return new Publication({
      ...{ url, keyframeS, startS, hold, format, log, pacer: this.#pacer },
      ending: this.#ending.promise,
      signal: tasks.signal,
      onConnected: () => this.#connected(startS),
      onPacket: (packet) => this.#published(packet),
    });
  }

  #connected(startS: number): void {
    const { log, url, metrics } = this.#options;
    this.#isConnected = true;
    this.#publications++;
    metrics.pipeline('output', 'running');
    log.info({ url, startS, publications: this.#publications }, 'output is on air');
    if (this.#lostMs === undefined) return;
    this.#stalled(performance.now() - this.#lostMs, 'the output was off the air');
    this.#lostMs = undefined;
  }

  #published(packet: Packet): void {
    const { avSync, metrics, hold } = this.#options;
    avSync.published(packet);
    if (avSync.deltaMs !== undefined) metrics.avSyncDelta(avSync.deltaMs);
    if (this.#publication !== undefined) this.#pacer.forget(hold.forget(this.#publication.resumeS));
    this.#tell();
  }

  #stalled(durationMs: number, what: string): void {
    this.#stalledS += durationMs / 1000;
    this.#options.metrics.outputStalled(durationMs / 1000);
    this.#options.log.warn({ stalledMs: Math.round(durationMs) }, what);
  }

  #tell(): void {
    this.#options.onProgress({
      airedS: this.airedS,
      stalledS: this.#stalledS,
      publications: this.#publications,
      onAir: this.#isConnected,
      avSyncDeltaMs: this.#options.avSync.deltaMs,
    });
  }
}
