import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from '../../../lib/back-off.ts';
import type { StreamComplete } from '../../contracts/stream-session.ts';
import type { BreakerState, WorkerStatus } from '../../contracts/worker-status.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { type Exchanged, FragmentExchange, type Sending } from './fragment-exchange.ts';
import { type OutgoingFragment, StsConnection } from './sts-connection.ts';
import type { StsConnectionEvents, StsEndpoint, StsSessionRequest } from './sts-session-request.ts';

export interface StsLinkOptions {
  readonly endpoint: StsEndpoint;
  readonly request: StsSessionRequest;
  /** How long nothing is sent after five failures in a row. */
  readonly breakerOpenMs: number;
  readonly metrics: StreamMetrics;
  readonly log: Logger;
  /** Passes the time between two tries to connect. */
  readonly wait?: (durationMs: number, signal: AbortSignal) => Promise<unknown>;
}

/**
 * Keeps a session with the STS service open for as long as the stream lives. A lost session fails what is in
 * flight; the next one starts at sequence 0.
 */
export class StsLink {
  readonly url: string;
  readonly #options: StsLinkOptions;
  readonly #exchange: FragmentExchange;
  /** Aborted by {@link end}: no other session is opened. */
  readonly #ending = new AbortController();
  #connection: StsConnection | undefined;
  /** Tries to connect since the last result. */
  #tries = 0;

  constructor(options: StsLinkOptions) {
    this.url = options.endpoint.url;
    this.#options = options;
    this.#exchange = new FragmentExchange({ ...options, url: this.url });
  }

  /** The open session; `undefined` while there is none. */
  get sessionId(): string | undefined {
    return this.#connection?.sessionId;
  }

  get breakerState(): BreakerState {
    return this.#exchange.breakerState;
  }

  /** Whether nothing would be sent now, session or not. */
  get isBreakerOpen(): boolean {
    return this.#exchange.isBreakerOpen;
  }

  /** Why nothing is dubbed at present; `undefined` when all is as it should be, or it was ended in order. */
  get trouble(): string | undefined {
    if (this.#hasEnded) return undefined;
    if (this.#connection === undefined) return `has no session with the STS service at ${this.url}`;
    if (this.breakerState === 'closed') return undefined;
    return `sends nothing to the STS service at ${this.url} (its breaker is ${this.breakerState})`;
  }

  /** As `GET /v1/streams/{id}` tells it. */
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
   * Connects, and again after each loss, until the link is ended or `signal` is aborted. Never gives up, never
   * rejects.
   *
   * @param onError told of each try that failed
   */
  async keepOpen(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    const { log, metrics, wait = sleepFor } = this.#options;
    const over = AbortSignal.any([signal, this.#ending.signal]);
    let sessions = 0;
    while (!over.aborted) {
      try {
        const connection = await this.#open(over);
        if (sessions++ > 0) metrics.reconnected();
        await this.#hold(connection, signal);
      } catch (error) {
        if (over.aborted) return;
        log.warn({ err: error }, 'no session with the STS service');
        onError(error);
      }
      if (over.aborted) return;
      const delayMs = backOffMs(this.#tries++, Math.random());
      log.info({ delayMs: Math.round(delayMs), tries: this.#tries }, 'connecting to the STS service again');
      // Rejects when it is over, which the loop sees.
      await wait(delayMs, over).catch(() => undefined);
    }
  }

  /** @throws {DubbingFailure} `breaker_open` when nothing would be sent now */
  throwIfBreakerOpen(): void {
    this.#exchange.throwIfBreakerOpen();
  }

  /**
   * Sends a fragment and waits for its result.
   *
   * @throws {DubbingFailure} telling why it was not dubbed
   */
  async dub(fragment: OutgoingFragment, sending: Sending): Promise<Exchanged> {
    return await this.#exchange.dub(fragment, sending);
  }

  /**
   * Ends the session in order; no new one is opened.
   *
   * @param signal ends it without waiting for the service's account
   * @returns the service's account, if there was a session and it gave one
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
        // A service that opens sessions and loses them before they brought anything is not asked more often.
        this.#tries = 0;
        inbox.processed(result);
      },
      backpressure: (notice) => inbox.backpressure(notice),
      error: (notice) => {
        inbox.error(notice);
        if (notice.code === 'STREAM_NOT_FOUND') this.#sessionIsUnknown();
      },
      invalid: (event) => inbox.invalid(event),
    };
    return await StsConnection.open(endpoint, request, events, log, signal);
  }

  /** The service knows nothing of the session that is open: only another one helps. */
  #sessionIsUnknown(): void {
    if (this.#hasEnded) return;
    this.#options.log.warn({ sessionId: this.sessionId }, 'the STS service has lost the session');
    this.#connection?.close();
  }

  /** The time of one session. */
  async #hold(connection: StsConnection, signal: AbortSignal): Promise<void> {
    const { log, metrics } = this.#options;
    const close = (): void => connection.close();
    signal.addEventListener('abort', close, { once: true });
    // Told to end in the very moment in which the session was opened.
    if (signal.aborted || this.#hasEnded) close();
    this.#connection = connection;
    this.#exchange.begin(connection);
    metrics.stsConnected(true);
    log.info({ sessionId: connection.sessionId }, 'session with the STS service is open');
    const reason = await connection.closed;
    signal.removeEventListener('abort', close);
    this.#connection = undefined;
    metrics.stsConnected(false);
    log.info({ reason, inflight: this.#exchange.inflight }, 'session with the STS service is closed');
    this.#exchange.lose(reason);
  }
}

async function sleepFor(durationMs: number, signal: AbortSignal): Promise<void> {
  await sleep(durationMs, undefined, { signal });
}
