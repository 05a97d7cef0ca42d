import { randomUUID } from 'node:crypto';
import { errorMessage } from '../../../lib/error-message.ts';
import { Semaphore } from '../../../lib/semaphore.ts';
import type { FragmentAudio, FragmentProcessed } from '../../contracts/fragment.ts';
import type { Logger } from '../../runtime/logger.ts';
import { FfmpegError } from '../ffmpeg/ffmpeg-error.ts';
import { type FragmentCodec, UnknownAudioError } from '../ffmpeg/fragment-codec.ts';
import type { PcmFormat } from '../ffmpeg/pcm-format.ts';
import type { Exchanged, Sending } from '../sts/fragment-exchange.ts';
import { settleFailed } from '../sts/settle-failed.ts';
import type { OutgoingFragment } from '../sts/sts-connection.ts';
import type { StsLink } from '../sts/sts-link.ts';
import { DubbingFailure } from './dubbing-failure.ts';
import { fitToWindow } from './fit-to-window.ts';
import type { Ledger } from './ledger.ts';
import type { Segment } from './segmenter.ts';
import { WindowLimit } from './window-limit.ts';

/**
 * More than encoding and decoding take on a machine that is not overloaded. With the 8 s that an answer may take it is
 * less than the 10 s for which MediaMTX waits for an output that has nothing to air.
 */
export const OWN_WORK_MS = 1000;

export interface DubberOptions {
  readonly link: Pick<StsLink, 'dub' | 'throwIfBreakerOpen'>;
  readonly codec: Pick<FragmentCodec, 'encode' | 'decode'>;
  readonly ledger: Ledger;
  readonly log: Logger;
  /** The PCM of the stream. */
  readonly format: PcmFormat;
  /** What is sent to the STS service. */
  readonly fragmentFormat: PcmFormat;
  readonly maxInflight: number;
  /** How long an encoded fragment may take to find a place, to be sent and to be answered. */
  readonly timeoutMs: number;
  /** Told of each window that is aired with its original audio. */
  readonly onFailure: (failure: DubbingFailure) => void;
  /** The stream is given up: segments that are under way are dropped. */
  readonly signal: AbortSignal;
}

interface Dubbed {
  readonly pcm: Buffer;
  readonly outcome: 'processed' | 'partial';
  readonly roundTripMs: number;
}

/**
 * Takes each segment through the STS service. Whatever happens there, a segment comes back as audio to air,
 * dubbed or original, and the ledger says which.
 */
export class Dubber {
  readonly #options: DubberOptions;
  readonly #places: Semaphore;
  /** Of the segments that are under way, oldest first. */
  readonly #underWay = new Set<WindowLimit>();
  /** Resolves when every segment before has been sent or given up: segments leave in their order. */
  #turn: Promise<void> = Promise.resolve();

  constructor(options: DubberOptions) {
    this.#options = options;
    this.#places = new Semaphore(options.maxInflight);
  }

  /** @returns the segment's window of PCM, as long as the segment. Never rejects. */
  async dub(segment: Segment): Promise<Buffer> {
    if (!segment.dubbable) return segment.pcm;
    const fragmentId = randomUUID();
    const log = this.#options.log.child({ fragmentId, segment: segment.index });
    this.#options.ledger.open(fragmentId, segment);
    const { signal, timeoutMs } = this.#options;
    using limit = new WindowLimit(signal, timeoutMs + OWN_WORK_MS);
    this.#underWay.add(limit);
    try {
      const { pcm, outcome, roundTripMs } = await this.#throughSts(fragmentId, segment, limit);
      this.#options.ledger.close(fragmentId, { outcome, roundTripMs });
      log.info({ outcome, roundTripMs: Math.round(roundTripMs) }, 'segment dubbed');
      return pcm;
    } catch (error) {
      this.#giveUp(fragmentId, error, log);
      return segment.pcm;
    } finally {
      this.#underWay.delete(limit);
      segment.encoding?.abandon();
    }
  }

  /**
   * No more can be kept waiting: the oldest segment under way falls back now, reason `backpressure`.
   *
   * @returns whether there is one
   */
  hurry(why: string): boolean {
    const [oldest] = this.#underWay;
    oldest?.fallBack(new DubbingFailure('backpressure', why));
    return oldest !== undefined;
  }

  #giveUp(fragmentId: string, error: unknown, log: Logger): void {
    const { ledger, signal, onFailure } = this.#options;
    if (signal.aborted) {
      ledger.close(fragmentId, { outcome: 'dropped' });
      log.info('segment dropped: its stream is given up');
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

  async #throughSts(fragmentId: string, segment: Segment, limit: WindowLimit): Promise<Dubbed> {
    const { link, timeoutMs } = this.#options;
    const { signal } = limit;
    const before = this.#turn;
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    // A segment that fails before its turn must not let the next one pass those before it.
    this.#turn = before.then(() => left);
    try {
      // It falls back now, not when those before it have left.
      link.throwIfBreakerOpen();
      const audio = await this.#encoded(segment, signal);
      limit.awaits('answered');
      // From here on, whatever it waits for: else each window would be later than the one before it.
      const deadlineMs = performance.now() + timeoutMs;
      await before;
      const fragment = { fragmentId, timestampMs: Math.round(segment.startS * 1000), audio };
      const exchanged = await this.#exchange(fragment, { deadlineMs, signal, onSent: leave });
      const { result, roundTripMs } = exchanged;
      const outcome = result.status === 'success' ? 'processed' : 'partial';
      limit.awaits('decoded');
      return { pcm: await this.#worthOf(exchanged, segment.pcm.length, signal), outcome, roundTripMs };
    } finally {
      leave();
    }
  }

  async #encoded({ encoding, pcm }: Segment, signal: AbortSignal): Promise<FragmentAudio> {
    const { codec, format, fragmentFormat } = this.#options;
    return await (encoding?.finish(signal) ?? codec.encode(pcm, format, fragmentFormat, signal));
  }

  /** Holds a place among the fragments in flight from before its sending to its result. */
  async #exchange(
    fragment: OutgoingFragment,
    { deadlineMs, ...sending }: Omit<Sending, 'withinMs'> & { readonly deadlineMs: number },
  ): Promise<Exchanged> {
    const { link, timeoutMs } = this.#options;
    const leftMs = (): number => Math.max(0, deadlineMs - performance.now());
    if (!(await this.#places.acquire(sending.signal, leftMs()))) {
      const waited = `no place among the fragments in flight within ${timeoutMs} ms`;
      throw new DubbingFailure('backpressure', waited);
    }
    try {
      return await link.dub(fragment, { ...sending, withinMs: leftMs() });
    } finally {
      this.#places.release();
    }
  }

  /** Only what can be aired is a sign of health: a service whose results are worth nothing says `success` too. */
  async #worthOf({ result, permit }: Exchanged, windowBytes: number, signal: AbortSignal): Promise<Buffer> {
    try {
      const pcm = await this.#pcmOf(result, windowBytes, signal);
      permit.settle('healthy', 'a fragment was dubbed');
      return pcm;
    } catch (error) {
      settleFailed(permit, error);
      throw error;
    }
  }

  async #pcmOf(result: FragmentProcessed, windowBytes: number, signal: AbortSignal): Promise<Buffer> {
    const { codec, format } = this.#options;
    const audio = result.dubbed_audio;
    if (audio === undefined || audio.data_base64 === '') {
      const what = `the result (${result.status}) carries no dubbed audio`;
      throw new DubbingFailure('invalid_result', what, { serviceIsIll: true });
    }
    const pcm = await codec.decode(audio, format, signal).catch((cause: unknown) => {
      signal.throwIfAborted();
      const what = `the dubbed audio cannot be decoded: ${errorMessage(cause)}`;
      throw new DubbingFailure('invalid_result', what, { cause, serviceIsIll: isBroken(cause) });
    });
    return fitToWindow(pcm, windowBytes, format);
  }
}

/** Whether it is the audio that is to blame, and not that ffmpeg could not be run, or not to its end. */
function isBroken(cause: unknown): boolean {
  return cause instanceof UnknownAudioError || (cause instanceof FfmpegError && cause.exitCode !== undefined);
}
