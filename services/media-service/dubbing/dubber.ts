import { randomUUID } from 'node:crypto';
import { errorMessage } from '../../../lib/error-message.ts';
import { Semaphore } from '../../../lib/semaphore.ts';
import type { FragmentAudio, FragmentProcessed } from '../../contracts/fragment.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { DubLevel } from '../config.ts';
import { FfmpegError } from '../ffmpeg/ffmpeg-error.ts';
import { type FragmentCodec, UnknownAudioError } from '../ffmpeg/fragment-codec.ts';
import type { PcmFormat } from '../ffmpeg/pcm-format.ts';
import { DubbingFailure, settleFailed } from '../sts/dubbing-failure.ts';
import type { Exchanged, Sending } from '../sts/fragment-exchange.ts';
import type { OutgoingFragment } from '../sts/sts-connection.ts';
import type { StsLink } from '../sts/sts-link.ts';
import { fitToSegment } from './fit-to-segment.ts';
import type { Ledger } from './ledger.ts';
import { matchLevel } from './level/match-level.ts';
import { SegmentDeadline } from './segment-deadline.ts';
import type { Segment } from './segmenter.ts';

/**
 * Time allowed for encoding and decoding, ample unless the machine is overloaded. Together with the 8 s for a result it
 * stays below the 10 s after which MediaMTX closes an output that sends nothing.
 */
export const CODING_ALLOWANCE_MS = 1000;

export interface DubberOptions {
  readonly link: Pick<StsLink, 'dub' | 'throwIfBreakerOpen'>;
  readonly codec: Pick<FragmentCodec, 'encode' | 'decode'>;
  readonly ledger: Ledger;
  readonly log: Logger;
  /** The PCM format of the stream. */
  readonly format: PcmFormat;
  /** Sample rate and channels of the audio that is sent to the STS service. */
  readonly fragmentFormat: PcmFormat;
  /** Whether a dub is made as loud as its original. */
  readonly dubLevel: DubLevel;
  readonly maxInflight: number;
  /** Time limit of an encoded fragment, from waiting for a place in flight to receiving its result. */
  readonly timeoutMs: number;
  /** Called for each segment that falls back to its original audio. */
  readonly onFailure: (failure: DubbingFailure) => void;
  /** Called for each segment, unless it is dropped, when it is certain which audio is aired. */
  readonly onSettled?: (segment: Segment, as: 'dubbed' | 'original') => void;
  /** Aborts the stream: segments in progress are dropped. */
  readonly signal: AbortSignal;
}

interface Dubbed extends AiredDub {
  readonly outcome: 'processed' | 'partial';
  readonly roundTripMs: number;
}

/** A dub as it is aired. */
interface AiredDub {
  readonly pcm: Buffer;
  /** How its level was changed. Absent when it keeps its level. */
  readonly level?: { readonly gainDb: number; readonly limitedDb: number };
}

/**
 * Sends each segment through the STS service. The outcome is always audio to air, dubbed or original, and the ledger
 * records which.
 */
export class Dubber {
  readonly #options: DubberOptions;
  readonly #places: Semaphore;
  /** The deadlines of the segments in progress, oldest first. */
  readonly #inProgress = new Set<SegmentDeadline>();
  /** Resolves when every earlier segment has been sent or abandoned: segments are sent in order. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: DubberOptions) {
    this.#options = options;
    this.#places = new Semaphore(options.maxInflight);
  }

  /** @returns PCM as long as the segment, dubbed or original. Never rejects. */
  async dub(segment: Segment): Promise<Buffer> {
    const { onSettled } = this.#options;
    if (!segment.dubbable) {
      onSettled?.(segment, 'original');
      return segment.pcm;
    }
    const fragmentId = randomUUID();
    const log = this.#options.log.child({ fragmentId, segment: segment.index });
    this.#options.ledger.open(fragmentId, segment);
    const { signal, timeoutMs } = this.#options;
    using deadline = new SegmentDeadline(signal, timeoutMs + CODING_ALLOWANCE_MS);
    this.#inProgress.add(deadline);
    try {
      const { pcm, level, outcome, roundTripMs } = await this.#throughSts(fragmentId, segment, deadline);
      this.#options.ledger.close(fragmentId, { outcome, roundTripMs });
      onSettled?.(segment, 'dubbed');
      log.info({ outcome, roundTripMs: Math.round(roundTripMs), ...level }, 'segment dubbed');
      return pcm;
    } catch (error) {
      this.#fallBack(fragmentId, error, log);
      if (!signal.aborted) onSettled?.(segment, 'original');
      return segment.pcm;
    } finally {
      this.#inProgress.delete(deadline);
      segment.encoding?.abandon();
    }
  }

  /**
   * Makes the oldest segment in progress fall back immediately, with reason `backpressure`, to free memory.
   *
   * @returns false when no segment is in progress
   */
  expireOldest(why: string): boolean {
    const [oldest] = this.#inProgress;
    oldest?.expire(new DubbingFailure('backpressure', why));
    return oldest !== undefined;
  }

  #fallBack(fragmentId: string, error: unknown, log: Logger): void {
    const { ledger, signal, onFailure } = this.#options;
    if (signal.aborted) {
      ledger.close(fragmentId, { outcome: 'dropped' });
      log.info('segment dropped: its stream was aborted');
      return;
    }
    const failure =
      error instanceof DubbingFailure
        ? error
        : new DubbingFailure('failed', errorMessage(error), { cause: error });
    ledger.close(fragmentId, { outcome: 'fallback', reason: failure.reason });
    log.warn({ reason: failure.reason, err: failure }, 'segment falls back to its original audio');
    onFailure(failure);
  }

  async #throughSts(fragmentId: string, segment: Segment, deadline: SegmentDeadline): Promise<Dubbed> {
    const { link, timeoutMs } = this.#options;
    const { signal } = deadline;
    const previous = this.#turn;
    const { promise: sent, resolve: markSent } = Promise.withResolvers<void>();
    // The next segment waits for all earlier ones, even when this one fails before its turn.
    this.#turn = previous.then(() => sent);
    try {
      // Falls back immediately, without waiting until the earlier segments have been sent.
      link.throwIfBreakerOpen();
      const audio = await this.#encoded(segment, signal);
      deadline.enter('answered');
      // The deadline covers every wait from here on; otherwise delays would add up from segment to segment.
      const deadlineMs = performance.now() + timeoutMs;
      await previous;
      const fragment = { fragmentId, timestampMs: Math.round(segment.startS * 1000), audio };
      const exchanged = await this.#exchange(fragment, { deadlineMs, signal, onSent: markSent });
      const { result, roundTripMs } = exchanged;
      const outcome = result.status === 'success' ? 'processed' : 'partial';
      deadline.enter('decoded');
      const pcm = await this.#settleByResult(exchanged, segment.pcm.length, signal);
      return { ...this.#levelled(pcm, segment.pcm), outcome, roundTripMs };
    } finally {
      markSent();
    }
  }

  async #encoded({ encoding, pcm }: Segment, signal: AbortSignal): Promise<FragmentAudio> {
    const { codec, format, fragmentFormat } = this.#options;
    return await (encoding?.finish(signal) ?? codec.encode(pcm, format, fragmentFormat, signal));
  }

  /** Holds a place in flight until the result has been received. */
  async #exchange(
    fragment: OutgoingFragment,
    { deadlineMs, ...sending }: Omit<Sending, 'withinMs'> & { readonly deadlineMs: number },
  ): Promise<Exchanged> {
    const { link, timeoutMs } = this.#options;
    const leftMs = (): number => Math.max(0, deadlineMs - performance.now());
    if (!(await this.#places.acquire(sending.signal, leftMs()))) {
      const waited = `not sent within ${timeoutMs} ms: too many fragments in flight`;
      throw new DubbingFailure('backpressure', waited);
    }
    try {
      return await link.dub(fragment, { ...sending, withinMs: leftMs() });
    } finally {
      this.#places.release();
    }
  }

  /** Settles the permit by whether the dub is usable: a broken service may also send `success`. */
  async #settleByResult(
    { result, permit }: Exchanged,
    segmentBytes: number,
    signal: AbortSignal,
  ): Promise<Buffer> {
    try {
      const pcm = await this.#pcmOf(result, segmentBytes, signal);
      permit.settle('success', 'a fragment was dubbed');
      return pcm;
    } catch (error) {
      settleFailed(permit, error);
      throw error;
    }
  }

  #levelled(pcm: Buffer, original: Buffer): AiredDub {
    const { dubLevel, format } = this.#options;
    if (dubLevel !== 'match') return { pcm };
    const levelled = matchLevel(pcm, original, format);
    const rounded = (levelDb: number): number => Math.round(levelDb * 10) / 10;
    return {
      pcm: levelled.pcm,
      level: { gainDb: rounded(levelled.gainDb), limitedDb: rounded(levelled.limitedDb) },
    };
  }

  async #pcmOf(result: FragmentProcessed, segmentBytes: number, signal: AbortSignal): Promise<Buffer> {
    const { codec, format } = this.#options;
    const audio = result.dubbed_audio;
    if (audio === undefined || audio.data_base64 === '') {
      const what = `the result has status ${result.status} and no dubbed audio`;
      throw new DubbingFailure('invalid_result', what, { countsAsServiceFailure: true });
    }
    const pcm = await codec.decode(audio, format, signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      const what = `cannot decode the dubbed audio: ${errorMessage(cause)}`;
      throw new DubbingFailure('invalid_result', what, {
        cause,
        countsAsServiceFailure: isInvalidAudio(cause),
      });
    });
    return fitToSegment(pcm, segmentBytes, format);
  }
}

/** Whether the audio is invalid, as opposed to an ffmpeg that could not start or was killed. */
function isInvalidAudio(cause: unknown): boolean {
  return cause instanceof UnknownAudioError || (cause instanceof FfmpegError && cause.exitCode !== undefined);
}
