import type { FragmentProcessed } from '../../contracts/fragment.ts';
import type { BreakerState } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import { DubbingFailure } from '../dubbing/dubbing-failure.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { Breaker, Permit } from './breaker.ts';
import { throwIfFailed } from './failed-fragment.ts';
import { FragmentInbox } from './fragment-inbox.ts';
import { PendingFragments } from './pending-fragments.ts';
import { SendPace } from './send-pace.ts';
import { settleFailed } from './settle-failed.ts';
import type { OutgoingFragment, StsConnection } from './sts-connection.ts';
import type { StsConnectionEvents } from './sts-session-request.ts';
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

/** A fragment that was answered with a result that says that it is dubbed. */
export interface Exchanged {
  readonly result: FragmentProcessed;
  /** To be settled by what the result is worth: the breaker waits for it. */
  readonly permit: Permit;
  /** From its sending to its result. */
  readonly roundTripMs: number;
}

/** What it needs of a session. */
export type FragmentSession = Pick<StsConnection, 'send' | 'refused' | 'acknowledge'>;

/**
 * Sends fragments and matches results with them, over one session after the other: no faster than the service
 * wants, and not at all while the breaker is open.
 */
export class FragmentExchange {
  /** Where what the service says goes. */
  readonly inbox: StsConnectionEvents;
  readonly #url: string;
  readonly #metrics: StreamMetrics;
  readonly #pending: PendingFragments;
  readonly #pace = new SendPace();
  readonly #breaker: Breaker;
  #session: FragmentSession | undefined;

  constructor({ url, breakerOpenMs, metrics, log }: FragmentExchangeOptions) {
    this.#url = url;
    this.#metrics = metrics;
    this.#pending = new PendingFragments((size) => metrics.inflight(size));
    this.#breaker = watchedBreaker(breakerOpenMs, metrics, log);
    this.inbox = new FragmentInbox({
      pending: this.#pending,
      pace: this.#pace,
      session: () => this.#session,
      metrics,
      log,
    });
  }

  get breakerState(): BreakerState {
    return this.#breaker.state;
  }

  /** Whether nothing would be sent now. */
  get isBreakerOpen(): boolean {
    return this.#breaker.refuses;
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
    if (this.isBreakerOpen) throw this.#breakerIsOpen();
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
    if (performance.now() >= deadlineMs)
      throw new DubbingFailure('backpressure', 'not sent: no time was left for its answer');
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
      return { result, permit, roundTripMs };
    } catch (error) {
      settleFailed(permit, error);
      throw error;
    }
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
