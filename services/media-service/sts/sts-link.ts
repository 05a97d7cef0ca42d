import { setTimeout as sleep } from 'node:timers/promises';
import type { FragmentProcessed } from '../../contracts/fragment.ts';
import type { StreamComplete } from '../../contracts/stream-session.ts';
import { STS_ERROR_CODES } from '../../contracts/sts-error-code.ts';
import type { Backpressure, StsErrorNotice } from '../../contracts/sts-notice.ts';
import type { Logger } from '../../runtime/logger.ts';
import { DubbingFailure } from '../dubbing/dubbing-failure.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { backOffMs } from './back-off.ts';
import { PendingFragments } from './pending-fragments.ts';
import { type OutgoingFragment, StsConnection } from './sts-connection.ts';
import type { StsEndpoint, StsSessionRequest } from './sts-session-request.ts';

/**
 * Keeps a session with the STS service open for as long as the stream lives, and matches results with what
 * was sent. A lost session fails what is in flight; the next one starts at sequence 0.
 */
export class StsLink {
  readonly url: string;
  readonly #endpoint: StsEndpoint;
  readonly #request: StsSessionRequest;
  readonly #metrics: StreamMetrics;
  readonly #log: Logger;
  readonly #pending = new PendingFragments();
  /** Aborted by {@link end}: no other session is opened. */
  readonly #ending = new AbortController();
  #connection: StsConnection | undefined;

  constructor(endpoint: StsEndpoint, request: StsSessionRequest, metrics: StreamMetrics, log: Logger) {
    this.url = endpoint.url;
    this.#endpoint = endpoint;
    this.#request = request;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** The open session; `undefined` while there is none. */
  get sessionId(): string | undefined {
    return this.#connection?.sessionId;
  }

  /** Whether it was ended in order: that there is no session is then as it should be. */
  get hasEnded(): boolean {
    return this.#ending.signal.aborted;
  }

  /**
   * Connects, and again after each loss, until the link is ended or `signal` is aborted. Never gives up, never
   * rejects.
   *
   * @param onError told of each try that failed
   */
  async keepOpen(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    const over = AbortSignal.any([signal, this.#ending.signal]);
    let failures = 0;
    let sessions = 0;
    while (!over.aborted) {
      try {
        const connection = await this.#open(over);
        failures = 0;
        if (sessions++ > 0) this.#metrics.reconnected();
        await this.#hold(connection, signal);
      } catch (error) {
        if (over.aborted) return;
        this.#log.warn({ err: error }, 'no session with the STS service');
        onError(error);
      }
      if (over.aborted) return;
      const delayMs = backOffMs(failures++, Math.random());
      this.#log.info({ delayMs: Math.round(delayMs) }, 'connecting to the STS service again');
      // Rejects when it is over, which the loop sees.
      await sleep(delayMs, undefined, { signal: over }).catch(() => undefined);
    }
  }

  /**
   * Sends a fragment and waits for its result.
   *
   * @param signal gives up waiting
   * @throws {DubbingFailure} `disconnected`, `timeout` (no answer within `withinMs`) or `failed`
   */
  async dub(fragment: OutgoingFragment, withinMs: number, signal: AbortSignal): Promise<FragmentProcessed> {
    signal.throwIfAborted();
    const connection = this.#connection;
    if (connection === undefined)
      throw new DubbingFailure('disconnected', `there is no session with the STS service at ${this.url}`);
    connection.send(fragment);
    return await this.#pending.result(fragment.fragmentId, withinMs, signal);
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
    const events = {
      processed: (result: FragmentProcessed) => this.#processed(result),
      error: (notice: StsErrorNotice) => this.#refused(notice),
      backpressure: (notice: Backpressure) => {
        this.#metrics.backpressure(notice.action);
        this.#log.info({ notice }, 'the STS service tells of backpressure');
      },
      invalid: () => this.#metrics.error('sts_invalid_event'),
    };
    return await StsConnection.open(this.#endpoint, this.#request, events, this.#log, signal);
  }

  /** The time of one session. */
  async #hold(connection: StsConnection, signal: AbortSignal): Promise<void> {
    const close = (): void => connection.close();
    signal.addEventListener('abort', close, { once: true });
    // Told to end in the very moment in which the session was opened.
    if (signal.aborted || this.hasEnded) close();
    this.#connection = connection;
    this.#metrics.stsConnected(true);
    this.#log.info({ sessionId: connection.sessionId }, 'session with the STS service is open');
    const reason = await connection.closed;
    signal.removeEventListener('abort', close);
    this.#connection = undefined;
    this.#metrics.stsConnected(false);
    this.#log.info({ reason, inflight: this.#pending.size }, 'session with the STS service is closed');
    const lost = `the session with the STS service was lost: ${reason}`;
    this.#pending.failAll(new DubbingFailure('disconnected', lost));
  }

  #processed(result: FragmentProcessed): void {
    this.#connection?.acknowledge(result.fragment_id);
    if (this.#pending.settle(result)) return;
    this.#metrics.error('sts_late_result');
    this.#log.warn({ fragmentId: result.fragment_id }, 'a result came that nobody waits for');
  }

  #refused(notice: StsErrorNotice): void {
    // A label of its own for each code that exists, not for each that a service may think of.
    const known = Object.hasOwn(STS_ERROR_CODES, notice.code);
    this.#metrics.error(known ? `sts_${notice.code.toLowerCase()}` : 'sts_other');
    this.#log.warn({ notice }, 'the STS service tells of an error');
    if (notice.fragment_id === undefined) return;
    this.#pending.fail(notice.fragment_id, new DubbingFailure('failed', `${notice.code}: ${notice.message}`));
  }
}
