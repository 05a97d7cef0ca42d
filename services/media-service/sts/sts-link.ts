import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FragmentProcessed } from '../../contracts/fragment.ts';
import type { StreamComplete } from '../../contracts/stream-session.ts';
import type { StsErrorNotice } from '../../contracts/sts-notice.ts';
import type { Logger } from '../../runtime/logger.ts';
import { DubbingFailure } from '../dubbing/dubbing-failure.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import { backOffMs } from './back-off.ts';
import { type OutgoingFragment, StsConnection } from './sts-connection.ts';
import type { StsEndpoint, StsSessionRequest } from './sts-session-request.ts';

/** A fragment that waits for its result. */
interface Waiting {
  resolve(result: FragmentProcessed): void;
  reject(failure: DubbingFailure): void;
}

/**
 * Keeps a session with the STS service open for as long as the stream lives, and matches results with what
 * was sent. A lost session fails what is in flight; the next one starts at sequence 0.
 */
export class StsLink {
  readonly #endpoint: StsEndpoint;
  readonly #request: StsSessionRequest;
  readonly #metrics: StreamMetrics;
  readonly #log: Logger;
  readonly #waiting = new Map<string, Waiting>();
  readonly #closed = new EventEmitter();
  #connection: StsConnection | undefined;
  #ending = false;

  constructor(endpoint: StsEndpoint, request: StsSessionRequest, metrics: StreamMetrics, log: Logger) {
    this.#endpoint = endpoint;
    this.#request = request;
    this.#metrics = metrics;
    this.#log = log;
  }

  get sessionId(): string | undefined {
    return this.#connection?.sessionId;
  }

  get endpointUrl(): string {
    return this.#endpoint.url;
  }

  /** Connects, and again after each loss, until the link is ended or `signal` is aborted. Never gives up. */
  async keepOpen(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    let failures = 0;
    let sessions = 0;
    while (!signal.aborted && !this.#ending) {
      try {
        const lost = once(this.#closed, 'closed', { signal });
        lost.catch(() => undefined);
        this.#connection = await this.#open(signal);
        failures = 0;
        if (sessions++ > 0) this.#metrics.reconnected();
        this.#metrics.stsConnected(true);
        this.#log.info({ sessionId: this.#connection.sessionId }, 'session with the STS service is open');
        await lost;
      } catch (error) {
        if (signal.aborted || this.#ending) return;
        this.#log.warn({ err: error }, 'no session with the STS service');
        onError(error);
      }
      if (this.#ending) return;
      const delayMs = backOffMs(failures++, Math.random());
      this.#log.info({ delayMs: Math.round(delayMs) }, 'connecting to the STS service again');
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Sends a fragment and waits for its result.
   *
   * @throws {DubbingFailure} `disconnected`, `timeout` (no answer within the session's timeout) or `failed`
   */
  async dub(fragment: OutgoingFragment): Promise<FragmentProcessed> {
    const connection = this.#connection;
    if (connection === undefined)
      throw new DubbingFailure('disconnected', 'there is no session with the STS service');
    const timeoutMs = this.#request.timeoutMs;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<FragmentProcessed>((resolve, reject) => {
        this.#waiting.set(fragment.fragmentId, { resolve, reject });
        timer = setTimeout(
          () =>
            reject(new DubbingFailure('timeout', `no answer from the STS service within ${timeoutMs} ms`)),
          timeoutMs,
        );
        connection.send(fragment);
      });
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(fragment.fragmentId);
    }
  }

  /** Ends the session in order; no new one is opened. */
  async end(reason: string): Promise<StreamComplete | undefined> {
    this.#ending = true;
    const account = await this.#connection?.end(reason);
    this.#closed.emit('closed');
    return account;
  }

  async #open(signal: AbortSignal): Promise<StsConnection> {
    return await StsConnection.open(
      this.#endpoint,
      this.#request,
      {
        processed: (result) => this.#processed(result),
        error: (notice) => this.#refused(notice),
        backpressure: (notice) => {
          this.#metrics.backpressure(notice.action);
          this.#log.info({ notice }, 'the STS service tells of backpressure');
        },
        invalid: () => this.#metrics.error('sts_invalid_event'),
        closed: (reason) => this.#lost(reason),
      },
      this.#log,
      signal,
    );
  }

  #processed(result: FragmentProcessed): void {
    const waiting = this.#waiting.get(result.fragment_id);
    this.#connection?.acknowledge(result.fragment_id);
    if (waiting === undefined) {
      this.#metrics.error('sts_late_result');
      this.#log.warn({ fragmentId: result.fragment_id }, 'a result came that nobody waits for any more');
    } else {
      waiting.resolve(result);
    }
  }

  #refused(notice: StsErrorNotice): void {
    this.#metrics.error(`sts_${notice.code.toLowerCase()}`);
    this.#log.warn({ notice }, 'the STS service tells of an error');
    const waiting = notice.fragment_id === undefined ? undefined : this.#waiting.get(notice.fragment_id);
    waiting?.reject(new DubbingFailure('failed', `${notice.code}: ${notice.message}`));
  }

  #lost(reason: string): void {
    this.#connection = undefined;
    this.#metrics.stsConnected(false);
    this.#log.info({ reason, inflight: this.#waiting.size }, 'session with the STS service is closed');
    for (const waiting of this.#waiting.values()) {
      waiting.reject(
        new DubbingFailure('disconnected', `the session with the STS service was lost: ${reason}`),
      );
    }
    this.#closed.emit('closed');
  }
}
