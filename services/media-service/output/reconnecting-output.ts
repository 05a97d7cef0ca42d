import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../../../lib/error-message.ts';
import { redactUrls } from '../../../lib/redact-url.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { TaskGroup } from '../../runtime/task-group.ts';
import { backOffMs } from '../back-off.ts';
import type { Packet } from '../ffmpeg/framecrc.ts';
import { type PcmFormat, pcmBytes } from '../ffmpeg/pcm-format.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { AudioPacer } from './audio-pacer.ts';
import type { AvSyncMeter } from './av-sync-meter.ts';
import type { Mp4FragmentBuffer } from './mp4-fragment-buffer.ts';
import { floorToMs } from './output-ffmpeg.ts';
import { Publication } from './publication.ts';

/**
 * Silence after the last segment, which pushes it through ffmpeg before the connection is closed: a little more than the
 * measured 0.23 s that ffmpeg buffers.
 */
const TAIL_SILENCE_S = 0.35;
/** The limit of queued audio: the rest waits in the recording, not in memory. */
const MAX_QUEUED_S = 2;
/** A connection that lasted this long was stable: the back-off starts over. */
const STABLE_AFTER_S = 10;
const ABANDON_AFTER_MS = 30_000;

/** The source has ended without a key frame, so its video cannot be published. */
export class NoKeyframeError extends Error {
  override readonly name = 'NoKeyframeError';
  readonly code = 'NO_KEYFRAME';

  constructor(fromS: number) {
    super(
      `the source has no key frame after ${fromS.toFixed(1)} s, so the rest of its video cannot be published`,
    );
  }
}

/** The connection of the output was refused or lost. */
export class OutputLostError extends Error {
  override readonly name = 'OutputLostError';
  readonly code = 'OUTPUT_LOST';
  readonly url: string;

  /** @param retryMs delay until the output is republished; `undefined` when it is abandoned */
  constructor(url: string, airedS: number, retryMs: number | undefined, cause: unknown) {
    const shownUrl = redactUrls(url);
    const next = retryMs === undefined ? 'abandoned' : `republishing in ${(retryMs / 1000).toFixed(1)} s`;
    super(`lost the output ${shownUrl} at ${airedS.toFixed(1)} s, ${next}: ${errorMessage(cause)}`, {
      cause,
    });
    this.url = shownUrl;
  }
}

export interface OutputProgress {
  readonly airedS: number;
  readonly stalledS: number;
  /** The number of publications: 1, plus 1 for each loss of the connection. */
  readonly publications: number;
  readonly onAir: boolean;
  readonly avSyncDeltaMs: number | undefined;
}

export interface ReconnectingOutputOptions {
  /** With credentials. */
  readonly url: string;
  /** The video to publish. */
  readonly buffer: Mp4FragmentBuffer;
  /** Start of the first segment on the video's clock. */
  readonly startS: number;
  readonly format: PcmFormat;
  /** Fails when the output does. */
  readonly tasks: TaskGroup;
  readonly log: Logger;
  readonly metrics: StreamMetrics;
  readonly avSync: AvSyncMeter;
  readonly onProgress: (progress: OutputProgress) => void;
  /** How long the rest of an ended stream waits for a connection to MediaMTX. 30 s by default. */
  readonly abandonAfterMs?: number;
  /** Called for each loss of the connection. */
  readonly onLost: (error: OutputLostError) => void;
}

/**
 * The output with one configuration of the video, published in real time from its first segment on. When MediaMTX refuses
 * or closes the connection, the output is republished after a delay, from the key frame before the point of the loss.
 */
export class ReconnectingOutput {
  readonly #options: ReconnectingOutputOptions;
  readonly #pacer: AudioPacer;
  readonly #ending = Promise.withResolvers<number>();
  /** End of the last segment. */
  #endS: number | undefined;
  #publishing: Promise<void> | undefined;
  #publication: Publication | undefined;
  #publications = 0;
  #isConnected = false;
  #stalledS = 0;
  /** When the connection was lost; `undefined` while connected. */
  #lostMs: number | undefined;

  constructor(options: ReconnectingOutputOptions) {
    this.#options = options;
    this.#pacer = new AudioPacer({
      format: options.format,
      startS: options.startS,
      signal: options.tasks.signal,
      write: (pcm) => this.#publication?.writeAudio(pcm),
      onStall: (durationMs) => {
        // A stall of the silence after the last segment does not count.
        if (this.#endS === undefined) this.#recordStall(durationMs, 'the output waited for audio');
      },
    });
  }

  /** Whether the output waits for audio. */
  get isStarving(): boolean {
    return this.#pacer.isEmpty;
  }

  /** End of the released audio. */
  get airedS(): number {
    return Math.min(this.#pacer.airedS, this.#endS ?? Number.POSITIVE_INFINITY);
  }

  /** Adds the audio of the next segment. Resolves when the output accepts another one. */
  async air(pcm: Buffer): Promise<void> {
    this.#pacer.push(pcm);
    if (this.#publishing === undefined) {
      this.#publishing = this.#publishUntilEnd();
      this.#options.tasks.add(this.#publishing);
    }
    await this.#pacer.queued(MAX_QUEUED_S);
  }

  /** Airs the remaining audio and closes the output. */
  async end(): Promise<void> {
    if (this.#publishing === undefined) return;
    this.#endS = this.#pacer.endS;
    this.#pacer.push(Buffer.alloc(pcmBytes(this.#options.format, TAIL_SILENCE_S)));
    this.#ending.resolve(this.#endS);
    await this.#publishing;
    this.#options.tasks.signal.throwIfAborted();
    this.#isConnected = false;
    this.#options.metrics.pipeline('output', 'stopped');
    this.#report();
  }

  /** Publishes the output and republishes it after each loss, until everything has been aired. */
  async #publishUntilEnd(): Promise<void> {
    const { buffer, tasks, metrics, startS } = this.#options;
    let failures = 0;
    while (true) {
      metrics.pipeline('output', 'starting');
      const fromS = this.#publication?.resumeS ?? startS;
      const isFirst = this.#publication === undefined;
      const keyframeS = isFirst ? await buffer.keyframe(fromS, tasks.signal) : buffer.storedKeyframe(fromS);
      if (isFirst && keyframeS === undefined) throw new NoKeyframeError(fromS);
      // Audio may start before its video. While the source sends no video, the output has only audio.
      const publishS = Math.max(startS, floorToMs(Math.min(keyframeS ?? fromS, fromS)));
      const publication = this.#publicationFrom(keyframeS, publishS);
      this.#publication = publication;
      try {
        await publication.run();
        return;
      } catch (error) {
        tasks.signal.throwIfAborted();
        if (publication.lengthS > STABLE_AFTER_S) failures = 0;
        await this.#waitAfter(error, failures++);
      }
    }
  }

  async #waitAfter(error: unknown, failures: number): Promise<void> {
    const { url, log, metrics, tasks, onLost, abandonAfterMs = ABANDON_AFTER_MS } = this.#options;
    this.#isConnected = false;
    this.#lostMs ??= performance.now();
    metrics.pipeline('output', 'failed');
    const isAbandoned = this.#endS !== undefined && performance.now() - this.#lostMs >= abandonAfterMs;
    const delayMs = backOffMs(failures, Math.random());
    const lost = new OutputLostError(url, this.airedS, isAbandoned ? undefined : delayMs, error);
    if (isAbandoned) throw lost;
    log.warn({ err: lost, delayMs: Math.round(delayMs) }, 'output is offline');
    onLost(lost);
    this.#report();
    await sleep(delayMs, undefined, { signal: tasks.signal });
  }

  #publicationFrom(keyframeS: number | undefined, startS: number): Publication {
    const { url, buffer, format, log, tasks, avSync } = this.#options;
    avSync.publicationStarts(startS);
    return new Publication({
      ...{ url, keyframeS, startS, buffer, format, log, pacer: this.#pacer },
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
    log.info({ url: redactUrls(url), startS, publications: this.#publications }, 'output is on air');
    if (this.#lostMs === undefined) return;
    this.#recordStall(performance.now() - this.#lostMs, 'output was offline');
    this.#lostMs = undefined;
  }

  #published(packet: Packet): void {
    const { avSync, metrics, buffer } = this.#options;
    avSync.published(packet);
    if (avSync.deltaMs !== undefined) metrics.avSyncDelta(avSync.deltaMs);
    if (this.#publication !== undefined)
      this.#pacer.discardBefore(buffer.discardBefore(this.#publication.resumeS));
    this.#report();
  }

  #recordStall(durationMs: number, what: string): void {
    this.#stalledS += durationMs / 1000;
    this.#options.metrics.outputStalled(durationMs / 1000);
    this.#options.log.warn({ stalledMs: Math.round(durationMs) }, what);
  }

  #report(): void {
    this.#options.onProgress({
      airedS: this.airedS,
      stalledS: this.#stalledS,
      publications: this.#publications,
      onAir: this.#isConnected,
      avSyncDeltaMs: this.#options.avSync.deltaMs,
    });
  }
}
