import type { FragmentProcessed } from '../../contracts/fragment.ts';
import type { BreakerState } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { Breaker, type Permit } from './breaker.ts';
import { DubbingFailure, settleFailed, throwIfFailed } from './dubbing-failure.ts';
import { FragmentInbox } from './fragment-inbox.ts';
import { PendingFragments } from './pending-fragments.ts';
import { SendPace } from './send-pace.ts';
import type { OutgoingFragment, StsConnection, StsConnectionEvents } from './sts-connection.ts';

export interface FragmentExchangeOptions {
  /** URL of the STS service without credentials, for messages. */
  readonly url: string;
  /** How long the breaker stays open. */
  readonly breakerOpenMs: number;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
}

/** How to send one fragment. */
export interface Sending {
  /** The time for sending the fragment and receiving its result. */
  readonly withinMs: number;
  /** Abandons the fragment. */
  readonly signal: AbortSignal;
  /** Called when the fragment has been sent, so that the next one may be. */
  readonly onSent?: () => void;
}

/** A fragment with a result that is not `failed`. */
export interface Exchanged {
  readonly result: FragmentProcessed;
  /** The caller settles it by whether the dubbed audio is usable. */
  readonly permit: Permit;
  /** From sending the fragment to its result. */
  readonly roundTripMs: number;
}

/** The part of a session that the exchange uses. */
export type FragmentSession = Pick<StsConnection, 'send' | 'useSequence' | 'reuseSequence' | 'acknowledge'>;

const BREAKER_MESSAGES: Readonly<Record<BreakerState, string>> = {
  closed: 'breaker closed: sending fragments to the STS service again',
  'half-open': 'breaker half-open: sending one fragment as a probe',
  open: 'breaker open: sending nothing to the STS service; segments fall back to their original audio',
};

/**
 * Sends fragments and matches them with their results, over consecutive sessions. Applies the backpressure of the
 * service and sends nothing while the breaker is open.
 */
export class FragmentExchange {
  /** Receives the events of the STS service. */
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
    this.#breaker = new Breaker({
      openMs: breakerOpenMs,
      nowMs: () => performance.now(),
      onChange: (breaker, why) => {
        metrics.breaker(breaker);
        const fields = { breaker, why, openMs: breakerOpenMs };
        log[breaker === 'open' ? 'warn' : 'info'](fields, BREAKER_MESSAGES[breaker]);
      },
    });
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

  /** Whether a fragment would be rejected now. */
  get isBreakerOpen(): boolean {
    return this.#breaker.rejects;
  }

  /** The number of fragments that wait for their results. */
  get inflight(): number {
    return this.#pending.size;
  }

  /** A session has been opened. */
  sessionOpened(session: FragmentSession): void {
    this.#session = session;
  }

  /** The session is lost, and with it the fragments in flight. */
  sessionLost(why: string): void {
    this.#session = undefined;
    this.#pending.failAll(`the session with the STS service was lost: ${why}`);
    // Fragments that wait for the end of a pause fail: there is no session.
    this.#pace.reset();
  }

  /** @throws {DubbingFailure} `breaker_open` when a fragment would be rejected now */
  throwIfBreakerOpen(): void {
    if (this.isBreakerOpen) throw this.#breakerFailure();
  }

  /**
   * Sends a fragment and waits for its result.
   *
   * @throws {DubbingFailure} `breaker_open`, `disconnected`, `backpressure` (not sent in time), `timeout` (no result in
   *   time), `invalid_result` or `failed`
   */
  async dub(fragment: OutgoingFragment, { withinMs, signal, onSent }: Sending): Promise<Exchanged> {
    signal.throwIfAborted();
    const deadlineMs = performance.now() + withinMs;
    this.throwIfBreakerOpen();
    this.#requireSession();
    if (!(await this.#pace.turn(withinMs, signal))) throw this.#backpressureFailure();
    // Signal, session and breaker may have changed during the wait.
    signal.throwIfAborted();
    if (performance.now() >= deadlineMs)
      throw new DubbingFailure('backpressure', 'not sent: no time was left for a result');
    const session = this.#requireSession();
    const permit = this.#breaker.admit();
    if (permit === undefined) throw this.#breakerFailure();
    try {
      session.send(fragment);
      const sentMs = performance.now();
      const pending = this.#pending.result(fragment.fragmentId, deadlineMs - sentMs, signal);
      onSent?.();
      this.#pace.sent();
      const result = await pending;
      const roundTripMs = performance.now() - sentMs;
      this.#metrics.roundTrip(roundTripMs);
      throwIfFailed(result);
      return { result, permit, roundTripMs };
    } catch (error) {
      settleFailed(permit, error);
      throw error;
    }
  }

  #requireSession(): FragmentSession {
    if (this.#session !== undefined) return this.#session;
    throw new DubbingFailure('disconnected', `no session with the STS service at ${this.#url}`);
  }

  #backpressureFailure(): DubbingFailure {
    const { pausedForMs } = this.#pace;
    const why =
      pausedForMs === undefined
        ? 'the STS service slows the sending down'
        : `the STS service has paused the sending for ${(pausedForMs / 1000).toFixed(1)} s`;
    return new DubbingFailure('backpressure', `not sent in time: ${why}`);
  }

  #breakerFailure(): DubbingFailure {
    const { state, cause } = this.#breaker;
    return new DubbingFailure(
      'breaker_open',
      `not sent to the STS service: its breaker is ${state} (${cause})`,
    );
  }
}
