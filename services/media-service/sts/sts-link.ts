import { setTimeout as sleep } from 'node:timers/promises';
import { redactUrls } from '../../../lib/redact-url.ts';
import type { StreamComplete } from '../../contracts/stream-session.ts';
import type { BreakerState, WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import { backOffMs } from '../back-off.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { type Exchanged, FragmentExchange, type Sending } from './fragment-exchange.ts';
import { type OutgoingFragment, StsConnection, type StsConnectionEvents } from './sts-connection.ts';
import type { StsEndpoint, StsSessionRequest } from './sts-handshake.ts';

export interface StsLinkOptions {
  readonly endpoint: StsEndpoint;
  readonly request: StsSessionRequest;
  /** How long the breaker stays open after five consecutive failures. */
  readonly breakerOpenMs: number;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** Waits between two attempts to connect. */
  readonly wait?: (durationMs: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Keeps a session with the STS service open while the stream is live. A lost session fails the fragments in flight; the
 * next one starts at sequence 0.
 */
export class StsLink {
  /** URL of the STS service, without credentials. */
  readonly url: string;
  readonly #options: StsLinkOptions;
  readonly #exchange: FragmentExchange;
  /** Aborted by {@link end}: no new session is opened. */
  readonly #ending = new AbortController();
  #connection: StsConnection | undefined;
  /** Attempts to connect since the last result. */
  #attempts = 0;

  constructor(options: StsLinkOptions) {
    this.url = redactUrls(options.endpoint.url);
    this.#options = options;
    this.#exchange = new FragmentExchange({ ...options, url: this.url });
  }

  /** The id of the open session; `undefined` while there is none. */
  get sessionId(): string | undefined {
    return this.#connection?.sessionId;
  }

  get breakerState(): BreakerState {
    return this.#exchange.breakerState;
  }

  /** Whether a fragment would be rejected now, with or without a session. */
  get isBreakerOpen(): boolean {
    return this.#exchange.isBreakerOpen;
  }

  /** Why nothing is dubbed at present; `undefined` when the link works or has been ended. */
  get problem(): string | undefined {
    if (this.#hasEnded) return undefined;
    if (this.#connection === undefined) return `no session with the STS service at ${this.url}`;
    if (this.breakerState === 'closed') return undefined;
    return `nothing is sent to the STS service at ${this.url} (its breaker is ${this.breakerState})`;
  }

  /** The `sts` field of `GET /v1/streams/{id}`. */
  status(): WorkerStatus['sts'] {
    const { url, sessionId, breakerState: breaker } = this;
    return {
      ...{ url, connected: sessionId !== undefined, breaker },
      ...(sessionId === undefined ? {} : { sessionId }),
    };
  }

  get #hasEnded(): boolean {
    return this.#ending.signal.aborted;
  }

  /**
   * Connects, and reconnects after each loss, until the link is ended or `signal` is aborted. Retries without a
   * limit; does not reject.
   *
   * @param onError called for each failed attempt
   */
  async keepOpen(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    const { log, metrics, wait = sleepFor } = this.#options;
    const closing = AbortSignal.any([signal, this.#ending.signal]);
    let sessions = 0;
    while (!closing.aborted) {
      try {
        const connection = await this.#open(closing);
        if (sessions++ > 0) metrics.reconnected();
        await this.#use(connection, signal);
      } catch (error) {
        if (closing.aborted) return;
        log.warn({ err: error }, 'cannot open a session with the STS service');
        onError(error);
      }
      if (closing.aborted) return;
      const delayMs = backOffMs(this.#attempts++, Math.random());
      log.info({ delayMs: Math.round(delayMs), attempts: this.#attempts }, 'reconnecting to the STS service');
      await wait(delayMs, closing).catch((error: unknown) => {
        if (!closing.aborted) throw error;
      });
    }
  }

  /** @throws {DubbingFailure} `breaker_open` when a fragment would be rejected now */
  throwIfBreakerOpen(): void {
    this.#exchange.throwIfBreakerOpen();
  }

  /**
   * Sends a fragment and waits for its result.
   *
   * @throws {DubbingFailure} with the reason why there is no dub
   */
  async dub(fragment: OutgoingFragment, sending: Sending): Promise<Exchanged> {
    return await this.#exchange.dub(fragment, sending);
  }

  /**
   * Ends the session with `stream:end`; no new one is opened.
   *
   * @param signal ends it without waiting for the service's summary
   * @returns the service's summary, if there was a session and the service sent one
   */
  async end(reason: string, signal: AbortSignal): Promise<StreamComplete | undefined> {
    this.#ending.abort(new Error(reason));
    return await this.#connection?.end(reason, signal);
  }

  async #open(signal: AbortSignal): Promise<StsConnection> {
    const { endpoint, request, log } = this.#options;
    const { inbox } = this.#exchange;
    const events: StsConnectionEvents = {
      queued: (ack) => inbox.queued(ack),
      processed: (result) => {
        // Reset by results only: delays keep growing while sessions fail before any result.
        this.#attempts = 0;
        inbox.processed(result);
      },
      backpressure: (notice) => inbox.backpressure(notice),
      error: (notice) => {
        inbox.error(notice);
        if (notice.code === 'STREAM_NOT_FOUND') this.#reopenSession();
      },
      invalid: (event) => inbox.invalid(event),
    };
    return await StsConnection.open(endpoint, request, events, log, signal);
  }

  /** The service has no record of the open session, so a new one is needed. */
  #reopenSession(): void {
    if (this.#hasEnded) return;
    this.#options.log.warn(
      { sessionId: this.sessionId },
      'session not found on the STS service; reconnecting',
    );
    this.#connection?.close();
  }

  /** Uses a session until it is closed. */
  async #use(connection: StsConnection, signal: AbortSignal): Promise<void> {
    const { log, metrics } = this.#options;
    const close = (): void => connection.close();
    signal.addEventListener('abort', close, { once: true });
    // The link may have been ended while the session was being opened.
    if (signal.aborted || this.#hasEnded) close();
    this.#connection = connection;
    this.#exchange.sessionOpened(connection);
    metrics.stsConnected(true);
    log.info({ sessionId: connection.sessionId }, 'session with the STS service opened');
    const reason = await connection.closed;
    signal.removeEventListener('abort', close);
    this.#connection = undefined;
    metrics.stsConnected(false);
    const isExpected = signal.aborted || this.#hasEnded;
    log[isExpected ? 'info' : 'warn'](
      { reason, inflight: this.#exchange.inflight },
      'session with the STS service closed',
    );
    this.#exchange.sessionLost(reason);
  }
}

async function sleepFor(durationMs: number, signal: AbortSignal): Promise<void> {
  await sleep(durationMs, undefined, { signal });
}
