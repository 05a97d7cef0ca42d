import type { FragmentData, FragmentProcessed } from '../../contracts/fragment.ts';
import type { StreamInit } from '../../contracts/stream-session.ts';
import type { ErrorSimulationAck } from '../../contracts/sts-fault-events.ts';
import type { Backpressure } from '../../contracts/sts-notice.ts';
import type { Logger } from '../../runtime/logger.ts';
import { errorLabels } from '../metrics/error-labels.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import { type Refusal, refusalNotice } from './refusal.ts';
import { SessionStatistics } from './session-statistics.ts';
import type { TimedResult } from './timed-work.ts';

/** Sends an event to the worker. */
export type Emit = (event: string, payload: object) => void;

/** What goes over the wire for a result: usually that result, once. */
export type Mangle = (processed: FragmentProcessed) => readonly object[];

/** All that a session says to its worker goes out here, and is counted and logged here. */
export class SessionOutlet {
  readonly #init: StreamInit;
  readonly #emit: Emit;
  readonly #metrics: StsMetrics;
  readonly #log: Logger;
  readonly #statistics = new SessionStatistics();

  constructor(init: StreamInit, emit: Emit, metrics: StsMetrics, log: Logger) {
    this.#init = init;
    this.#emit = emit;
    this.#metrics = metrics;
    this.#log = log;
  }

  ready(sessionId: string): void {
    this.#metrics.sessionsActive.inc();
    this.#log.info({ init: this.#init }, 'session opened');
    this.#emit('stream:ready', {
      stream_id: this.#init.stream_id,
      session_id: sessionId,
      max_inflight: this.#init.max_inflight,
      capabilities: { batch_processing: false, async_delivery: true },
    });
  }

  /** @param position how many unanswered fragments were there before it */
  queued({ fragment_id, sequence_number, audio }: FragmentData, position: number): void {
    this.#metrics.fragmentsInFlight.inc();
    this.#log.debug(
      { fragment_id, sequence_number, base64_length: audio.data_base64.length },
      'fragment accepted',
    );
    this.#emit('fragment:ack', {
      fragment_id,
      status: 'queued',
      timestamp: Date.now(),
      queue_position: position,
    });
  }

  /**
   * Sends a result. The fragment's own metadata comes back with it, so that a worker finds there what it put in.
   *
   * @param mangle what a fault makes of it on its way; the account is that of the result itself
   */
  processed(
    { fragment_id, sequence_number, audio, metadata }: FragmentData,
    { result, processingMs }: TimedResult,
    mangle: Mangle = (processed) => [processed],
  ): void {
    const answer: FragmentProcessed = {
      fragment_id,
      stream_id: this.#init.stream_id,
      sequence_number,
      ...result,
      processing_time_ms: Math.round(processingMs * 10) / 10,
    };
    const processed =
      metadata === undefined ? answer : { ...answer, metadata: { ...metadata, ...result.metadata } };
    for (const payload of mangle(processed)) this.#emit('fragment:processed', payload);
    const { status, error, dubbed_audio, ...told } = answer;
    this.#statistics.add(status, processingMs, audio.duration_ms);
    this.#metrics.fragmentsInFlight.dec();
    this.#metrics.fragmentProcessing.observe({ status }, processingMs / 1000);
    if (error !== undefined) {
      this.#metrics.fragmentErrors.inc(errorLabels(error));
    }
    const { data_base64, ...dubbed } = dubbed_audio ?? {};
    const fields = {
      ...told,
      status,
      error,
      dubbed_audio: { ...dubbed, base64_length: data_base64?.length },
    };
    this.#log[status === 'failed' ? 'warn' : 'info'](fields, 'fragment processed');
  }

  /** Sends an `error` event. */
  refuse(refusal: Refusal): void {
    const notice = refusalNotice({ ...refusal, streamId: refusal.streamId ?? this.#init.stream_id });
    this.#metrics.fragmentErrors.inc({ stage: 'session', error_code: notice.code });
    const { code, fragment_id, metadata } = notice;
    this.#log.warn({ code, fragment_id, metadata }, notice.message);
    this.#emit('error', notice);
  }

  /** The numbers `from` to `to`, inclusive, are given up. */
  gap(from: number, to: number): void {
    const numbers = from === to ? `Sequence number ${from}` : `Sequence numbers ${from} to ${to}`;
    const { timeout_ms } = this.#init;
    this.refuse({
      code: 'INVALID_SEQUENCE',
      message: `${numbers} did not arrive within ${timeout_ms} ms of a later one, or before the stream's end: skipped.`,
      severity: 'warning',
      metadata: { sequence_number: from, missing_from: from, missing_to: to },
    });
  }

  simulation(ack: ErrorSimulationAck): void {
    this.#log.warn(ack, 'error simulation configured');
    this.#emit('config:error_simulation:ack', ack);
  }

  backpressure(advice: Omit<Backpressure, 'stream_id'>): void {
    this.#log.info(advice, 'backpressure');
    this.#emit('backpressure', { stream_id: this.#init.stream_id, ...advice });
  }

  complete(): void {
    const summary = this.#statistics.summary();
    this.#log.info(summary, 'stream complete');
    this.#emit('stream:complete', { stream_id: this.#init.stream_id, ...summary });
  }

  /** Nothing goes out any more. @param unanswered fragments that get no answer */
  closed(reason: string, unanswered: number): void {
    this.#metrics.sessionsActive.dec();
    this.#metrics.fragmentsInFlight.dec(unanswered);
    this.#log.info({ reason, unanswered }, 'session closed');
  }
}
