import type { FragmentAck, FragmentProcessed } from '../../contracts/fragment.ts';
import type { Backpressure, StsErrorNotice } from '../../contracts/sts-notice.ts';
import type { BreakerState } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import { DubbingFailure } from '../dubbing/dubbing-failure.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { Breaker, Permit } from './breaker.ts';
import { isKnownCode, refusedFragment, throwIfFailed } from './failed-fragment.ts';
import { PendingFragments } from './pending-fragments.ts';
import { SendPace } from './send-pace.ts';
import type { OutgoingFragment, StsConnection } from './sts-connection.ts';
import type { InvalidEvent, StsConnectionEvents } from './sts-session-request.ts';
import { watchedBreaker } from './watched-breaker.ts';

export interface FragmentExchangeOptions {
  /** Where the service is, for messages. */
  readonly url: string;
  /** How long the breaker stays open. */
  readonly breakerOpenMs: number;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
}

/** How one fragment is sent. */
export interface Sending {
  /** How long it may take to leave and be answered. */
  readonly withinMs: number;
  /** Gives up waiting. */
  readonly signal: AbortSignal;
  /** Told when it has left: the next one may. */
  readonly onSent?: () => void;
}

/** A fragment that was dubbed. */
export interface Exchanged {
  readonly result: FragmentProcessed;
  /** From its sending to its result. */
  readonly roundTripMs: number;
}

/** What it needs of a session. */
export type FragmentSession = Pick<StsConnection, 'send' | 'refused' | 'acknowledge'>;

/**
 * Sends fragments and matches results with them, over one session after the other: no faster than the service
 * wants, and not at all while the breaker is open.
 */
export class FragmentExchange implements StsConnectionEvents {
  readonly #url: string;
  readonly #metrics: StreamMetrics;
  readonly #log: Logger;
  readonly #pending: PendingFragments;
  readonly #pace = new SendPace();
  readonly #breaker: Breaker;
  #session: FragmentSession | undefined;

  constructor({ url, breakerOpenMs, metrics, log }: FragmentExchangeOptions) {
    this.#url = url;
    this.#metrics = metrics;
    this.#log = log;
    this.#pending = new PendingFragments((size) => metrics.inflight(size));
    this.#breaker = watchedBreaker(breakerOpenMs, metrics, log);
  }

  get breakerState(): BreakerState {
    return this.#breaker.state;
  }

  /** How many fragments wait for their results. */
  get inflight(): number {
    return this.#pending.size;
  }

  /** A session is open. */
  begin(session: FragmentSession): void {
    this.#session = session;
  }

  /** The session is lost, and with it what is in flight. */
  lose(why: string): void {
    this.#session = undefined;
    this.#pending.lost(`the session with the STS service was lost: ${why}`);
    // Whoever waits for the end of a pause learns that there is no session.
    this.#pace.reset();
  }

  /** @throws {DubbingFailure} `breaker_open` when nothing may be sent now */
  throwIfBreakerOpen(): void {
    if (this.#breaker.refuses) throw this.#breakerIsOpen();
  }

  /**
   * Sends a fragment and waits for its result.
   *
   * @throws {DubbingFailure} `breaker_open`, `disconnected`, `backpressure` (it could not leave in time), `timeout`
   *   (no answer in time), `invalid_result` or `failed`
   */
  async dub(fragment: OutgoingFragment, { withinMs, signal, onSent }: Sending): Promise<Exchanged> {
    signal.throwIfAborted();
    const deadlineMs = performance.now() + withinMs;
    this.throwIfBreakerOpen();
    this.#openSession();
    if (!(await this.#pace.turn(withinMs, signal))) throw this.#heldBack();
    // All of it may have changed while it waited.
    signal.throwIfAborted();
    const session = this.#openSession();
    const permit = this.#breaker.admit();
    if (permit === undefined) throw this.#breakerIsOpen();
    try {
      session.send(fragment);
      const sentMs = performance.now();
      const answer = this.#pending.result(fragment.fragmentId, deadlineMs - sentMs, signal);
      onSent?.();
      const result = await answer;
      const roundTripMs = performance.now() - sentMs;
      this.#metrics.roundTrip(roundTripMs);
      throwIfFailed(result);
      permit.settle('healthy', 'a fragment was dubbed');
      return { result, roundTripMs };
    } catch (error) {
      settleFailed(permit, error);
      throw error;
    }
  }

  queued(ack: FragmentAck): void {
    this.#pending.queued(ack.fragment_id);
  }

  processed(result: FragmentProcessed): void {
    // Late ones too: it frees their place at the service.
    this.#session?.acknowledge(result.fragment_id);
    if (this.#pending.settle(result)) return;
    this.#metrics.error('sts_late_result');
    this.#log.warn(
      { fragmentId: result.fragment_id, status: result.status },
      'a result came that nobody waits for: it is not aired',
    );
  }

  error(notice: StsErrorNotice): void {
    // A label of its own for each code that exists, not for each that a service may think of.
    this.#metrics.error(isKnownCode(notice.code) ? `sts_${notice.code.toLowerCase()}` : 'sts_other');
    this.#log.warn({ notice }, 'the STS service tells of an error');
    if (notice.fragment_id === undefined) return;
    const failure = refusedFragment(notice);
    // Such as QUEUE_FULL: it could be sent again.
    if (failure.serviceIsIll && !this.#pending.isQueued(notice.fragment_id))
      this.#session?.refused(notice.fragment_id);
    this.#pending.fail(notice.fragment_id, failure);
  }

  backpressure(notice: Backpressure): void {
    this.#metrics.backpressure(notice.action);
    this.#log.info({ notice }, 'the STS service tells of backpressure');
    this.#pace.heed(notice);
  }

  invalid({ event, fragmentId, why }: InvalidEvent): void {
    this.#metrics.error('sts_invalid_event');
    if (event !== 'fragment:processed' || fragmentId === undefined) return;
    this.#session?.acknowledge(fragmentId);
    this.#pending.fail(fragmentId, new DubbingFailure('invalid_result', `the result is not valid: ${why}`));
  }

  #openSession(): FragmentSession {
    if (this.#session !== undefined) return this.#session;
    throw new DubbingFailure('disconnected', `there is no session with the STS service at ${this.#url}`);
  }

  #heldBack(): DubbingFailure {
    const { pausedForMs } = this.#pace;
    const why =
      pausedForMs === undefined
        ? 'the STS service holds fragments back'
        : `the STS service has paused for ${(pausedForMs / 1000).toFixed(1)} s`;
    return new DubbingFailure('backpressure', `not sent in time: ${why}`);
  }

  #breakerIsOpen(): DubbingFailure {
    const { state, because } = this.#breaker;
    const why = `its breaker is ${state} (${because})`;
    return new DubbingFailure('breaker_open', `nothing is sent to the STS service: ${why}`);
  }
}

function settleFailed(permit: Permit, error: unknown): void {
  const isIll = error instanceof DubbingFailure && error.serviceIsIll;
  permit.settle(isIll ? 'ill' : 'neither', error instanceof Error ? error.message : String(error));
}
