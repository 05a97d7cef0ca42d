import type { FragmentData, FragmentError, FragmentProcessed } from '../../contracts/fragment.ts';
import type { StreamInit } from '../../contracts/stream-session.ts';
import { STS_ERROR_CODES } from '../../contracts/sts-error-code.ts';
import type { StsEvent } from '../../contracts/sts-events.ts';
import type { ErrorSimulationAck } from '../../contracts/sts-fault-events.ts';
import type { Backpressure } from '../../contracts/sts-notice.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { RewritePayload } from '../faults/stream-faults.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import { STAGES, type TimedResult } from '../processing/fragment-processor.ts';
import { errorNotice, type Rejection } from './rejection.ts';
import { SessionStatistics } from './session-statistics.ts';

/** Sends an event to the worker. */
export type Emit = (event: StsEvent, payload: object) => void;

/** Sends all events of a session to its worker, and counts and logs them. */
export class SessionEmitter {
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

  /** @param position number of unanswered fragments before this one */
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
   * Sends a result, together with the metadata of the fragment.
   *
   * @param rewrite changes the payload that is sent; statistics, metrics and log describe the unchanged result
   */
  processed(
    { fragment_id, sequence_number, audio, metadata }: FragmentData,
    { result, processingMs }: TimedResult,
    rewrite: RewritePayload = (processed) => [processed],
  ): void {
    const answer: FragmentProcessed = {
      fragment_id,
      stream_id: this.#init.stream_id,
      sequence_number,
      ...result,
      processing_time_ms: Math.round(processingMs),
    };
    const processed =
      metadata === undefined ? answer : { ...answer, metadata: { ...metadata, ...result.metadata } };
    for (const payload of rewrite(processed)) this.#emit('fragment:processed', payload);
    const { status, error, dubbed_audio, ...logged } = answer;
    this.#statistics.add(status, processingMs, audio.duration_ms);
    this.#metrics.fragmentsInFlight.dec();
    this.#metrics.fragmentProcessing.observe({ status }, processingMs / 1000);
    if (error !== undefined) {
      this.#metrics.fragmentErrors.inc(errorLabels(error));
    }
    const { data_base64, ...dubbed } = dubbed_audio ?? {};
    const fields = {
      ...logged,
      status,
      error,
      dubbed_audio: { ...dubbed, base64_length: data_base64?.length },
    };
    this.#log[status === 'failed' ? 'warn' : 'info'](fields, 'fragment processed');
  }

  /** Sends an `error` event. */
  reject(rejection: Rejection): void {
    const notice = errorNotice({ ...rejection, streamId: rejection.streamId ?? this.#init.stream_id });
    this.#metrics.fragmentErrors.inc({ stage: 'session', error_code: notice.code });
    const { code, fragment_id, metadata } = notice;
    this.#log.warn({ code, fragment_id, metadata }, notice.message);
    this.#emit('error', notice);
  }

  /** Reports that the sequence numbers `from` to `to`, inclusive, are skipped. */
  gap(from: number, to: number): void {
    const numbers = from === to ? `Sequence number ${from}` : `Sequence numbers ${from} to ${to}`;
    const { timeout_ms } = this.#init;
    this.reject({
      code: 'INVALID_SEQUENCE',
      message: `${numbers} did not arrive within ${timeout_ms} ms of a later one, or before the end of the stream: skipped.`,
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

  /** Ends sending. @param unanswered number of fragments without an answer */
  closed(reason: string, unanswered: number): void {
    this.#metrics.sessionsActive.dec();
    this.#metrics.fragmentsInFlight.dec(unanswered);
    this.#log.info({ reason, unanswered }, 'session closed');
  }
}

/**
 * Metric labels of a failed fragment. Simulated errors have arbitrary codes and stages; unknown ones are counted as
 * `other`, so that clients cannot create an unlimited number of series.
 */
export function errorLabels({ code, stage }: FragmentError): { stage: string; error_code: string } {
  const isKnownStage = STAGES.some((known) => known === stage);
  return {
    stage: stage !== undefined && isKnownStage ? stage : 'other',
    error_code: Object.hasOwn(STS_ERROR_CODES, code) ? code : 'other',
  };
}
