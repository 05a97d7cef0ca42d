import type { FragmentData, FragmentProcessed } from '../../contracts/fragment.ts';
import { MAX_AUDIO_BASE64_LENGTH } from '../../contracts/fragment.ts';
import type { StreamInit } from '../../contracts/stream-session.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { StsMetrics } from '../http/sts-metrics.ts';
import type { FragmentProcessor } from '../processing/fragment-processor.ts';
import { BackpressureLevel } from './backpressure-level.ts';
import { InflightPlaces } from './inflight-places.ts';
import { type Refusal, refusalNotice } from './refusal.ts';
import { ResultSequencer } from './result-sequencer.ts';
import { SessionStatistics } from './session-statistics.ts';
import { type TimedResult, workWithin } from './timed-work.ts';

/**
 * Unanswered fragments that a session takes, as a multiple of `max_inflight`. One time is what a worker may
 * send; the second is for one that gave up on those and sent others before their results went out.
 */
const QUEUE_LIMIT_FACTOR = 2;

/** What a session is given by the connection that it belongs to. */
export interface SessionSetup {
  readonly sessionId: string;
  readonly init: StreamInit;
  readonly processor: FragmentProcessor;
  readonly metrics: StsMetrics;
  readonly log: Logger;
  readonly backpressure: boolean;
  /** Sends an event to the worker. */
  readonly emit: (event: string, payload: object) => void;
  /** Called once `stream:complete` was sent. */
  readonly onComplete: () => void;
}

interface Answer extends TimedResult {
  readonly fragment: FragmentData;
}

/** One stream of one worker: from `stream:init` until it is replaced, complete, or disconnected. */
export class StreamSession {
  readonly sessionId: string;
  readonly streamId: string;
  readonly #setup: SessionSetup;
  readonly #sequencer: ResultSequencer<Answer>;
  readonly #places: InflightPlaces;
  readonly #statistics = new SessionStatistics();
  readonly #pressure = new BackpressureLevel();
  readonly #closing = new AbortController();
  readonly #working = new Set<Promise<void>>();
  #state: 'active' | 'paused' | 'ending' | 'complete' = 'active';
  #gapTimer: NodeJS.Timeout | undefined;

  constructor(setup: SessionSetup) {
    this.#setup = setup;
    this.sessionId = setup.sessionId;
    this.streamId = setup.init.stream_id;
    this.#sequencer = new ResultSequencer(setup.init.timeout_ms);
    this.#places = new InflightPlaces(setup.init.timeout_ms);
    setup.metrics.sessionsActive.inc();
  }

  /** `fragment:data`: acknowledges it and begins to work on it, or refuses it. */
  accept(fragment: FragmentData): void {
    const refusal = this.#refusalOf(fragment);
    if (refusal !== undefined) {
      this.refuse({ fragmentId: fragment.fragment_id, ...refusal });
      this.#advance();
      return;
    }
    const position = this.#sequencer.unanswered;
    this.#sequencer.expect(fragment.sequence_number, performance.now());
    this.#places.take(fragment.fragment_id);
    this.#setup.metrics.fragmentsInFlight.inc();
    this.#setup.emit('fragment:ack', {
      fragment_id: fragment.fragment_id,
      status: 'queued',
      timestamp: Date.now(),
      queue_position: position,
    });
    const work = this.#work(fragment).finally(() => this.#working.delete(work));
    this.#working.add(work);
    this.#advance();
  }

  /** A fragment that cannot be read at all; its number, where known, is not waited for. */
  refuseUnreadable(sequence: number | undefined, refusal: Refusal): void {
    this.refuse(refusal);
    if (sequence === undefined || this.#sequencer.stateOf(sequence) !== 'new') return;
    this.#sequencer.answeredElsewhere(sequence, performance.now());
    this.#advance();
  }

  /** Sends an `error` event. */
  refuse(refusal: Refusal): void {
    const notice = refusalNotice({ streamId: this.streamId, ...refusal });
    this.#setup.metrics.fragmentErrors.inc({ stage: 'session', error_code: notice.code });
    this.#setup.log.warn({ code: notice.code, fragment_id: notice.fragment_id }, notice.message);
    this.#setup.emit('error', notice);
  }

  /** `fragment:ack` from the worker. */
  acknowledge(fragmentId: string, status: string): void {
    if (status !== 'applied') return;
    this.#places.free(fragmentId);
    this.#tellPressure();
  }

  pause(reason: string | undefined): void {
    if (this.#state !== 'active') return;
    this.#state = 'paused';
    this.#setup.log.info({ reason }, 'paused');
  }

  resume(reason: string | undefined): void {
    if (this.#state !== 'paused') return;
    this.#state = 'active';
    this.#setup.log.info({ reason }, 'resumed');
  }

  /** `stream:end`: what is in flight is still answered, then the stream is complete. */
  end(reason: string | undefined): void {
    if (this.#state === 'ending' || this.#state === 'complete') return;
    this.#state = 'ending';
    this.#setup.log.info({ reason, unanswered: this.#sequencer.unanswered }, 'ending');
    this.#advance();
  }

  /** Ends all work at once; resolves when nothing of it is left. Sends nothing any more. */
  async close(reason: string): Promise<void> {
    if (this.#closing.signal.aborted) return;
    const unanswered = this.#sequencer.unanswered;
    this.#closing.abort(new Error(reason));
    clearTimeout(this.#gapTimer);
    this.#setup.metrics.sessionsActive.dec();
    this.#setup.metrics.fragmentsInFlight.dec(unanswered);
    this.#setup.log.info({ reason, unanswered, ...this.#statistics.summary() }, 'session closed');
    await Promise.all(this.#working);
  }

  #refusalOf(fragment: FragmentData): Refusal | undefined {
    const { sequence_number: sequence, stream_id: streamId, audio } = fragment;
    if (streamId !== this.streamId) {
      const message = `This connection's stream is "${this.streamId}", not "${streamId}": send stream:init for it first.`;
      return { code: 'STREAM_NOT_FOUND', message };
    }
    if (this.#state !== 'active') {
      const remedy = this.#state === 'paused' ? 'send stream:resume first' : 'send stream:init for another';
      return { code: 'STREAM_NOT_FOUND', message: `The stream is ${this.#state}: ${remedy}.` };
    }
    const state = this.#sequencer.stateOf(sequence);
    if (state === 'answered') {
      return { code: 'INVALID_SEQUENCE', message: `Sequence number ${sequence} was answered already.` };
    }
    if (state === 'pending') {
      const message = `Sequence number ${sequence} is being worked on: its answer will come, this one is ignored.`;
      // Its id would make this look like the answer to the first one.
      return { code: 'INVALID_SEQUENCE', message, fragmentId: undefined, severity: 'warning' };
    }
    if (audio.data_base64.length > MAX_AUDIO_BASE64_LENGTH) {
      this.#sequencer.answeredElsewhere(sequence, performance.now());
      const message = `data_base64 has ${audio.data_base64.length} characters, at most ${MAX_AUDIO_BASE64_LENGTH} are taken: send shorter fragments.`;
      return { code: 'FRAGMENT_TOO_LARGE', message };
    }
    const limit = QUEUE_LIMIT_FACTOR * this.#setup.init.max_inflight;
    if (this.#sequencer.unanswered >= limit) {
      const message = `${limit} fragments are unanswered, ${QUEUE_LIMIT_FACTOR} times max_inflight: wait for results, then send it again.`;
      return { code: 'QUEUE_FULL', message };
    }
    return undefined;
  }

  async #work(fragment: FragmentData): Promise<void> {
    const { init, processor } = this.#setup;
    const log = this.#setup.log.child({
      fragment_id: fragment.fragment_id,
      sequence_number: fragment.sequence_number,
    });
    log.debug({ base64_length: fragment.audio.data_base64.length }, 'fragment accepted');
    const task = { fragment, config: init.config, log };
    const done = await workWithin(processor, task, init.timeout_ms, this.#closing.signal);
    if (done === undefined) return;
    this.#sequencer.complete(fragment.sequence_number, { ...done, fragment });
    this.#advance();
  }

  /** Sends what may go now, and sees to it that the rest is looked at again in time. */
  #advance(): void {
    if (this.#closing.signal.aborted) return;
    clearTimeout(this.#gapTimer);
    const nowMs = performance.now();
    const missingMayCome = this.#state === 'active' || this.#state === 'paused';
    for (const released of this.#sequencer.release(missingMayCome ? nowMs : Number.POSITIVE_INFINITY)) {
      if (released.kind === 'result') this.#deliver(released.result);
      else this.#tellGap(released.from, released.to);
    }
    this.#tellPressure();
    const deadlineMs = this.#sequencer.gapDeadlineMs();
    if (deadlineMs !== undefined) {
      this.#gapTimer = setTimeout(() => this.#advance(), Math.ceil(deadlineMs - nowMs));
    }
    if (this.#state === 'ending' && this.#sequencer.unanswered === 0) this.#complete();
  }

  /** The one place through which every result goes to the worker. */
  #deliver({ fragment, result, processingMs }: Answer): void {
    const processed: FragmentProcessed = {
      fragment_id: fragment.fragment_id,
      stream_id: this.streamId,
      sequence_number: fragment.sequence_number,
      ...result,
      processing_time_ms: Math.round(processingMs * 10) / 10,
    };
    this.#setup.emit('fragment:processed', processed);
    this.#places.answered(fragment.fragment_id, performance.now());
    this.#statistics.add(result.status, processingMs, fragment.audio.duration_ms);
    this.#account(processed, processingMs);
  }

  #account(processed: FragmentProcessed, processingMs: number): void {
    const { metrics, log } = this.#setup;
    const { fragment_id, sequence_number, status, error, stage_timings, transcript, translated_text } =
      processed;
    metrics.fragmentsInFlight.dec();
    metrics.fragmentProcessing.observe({ status }, processingMs / 1000);
    if (error !== undefined) {
      metrics.fragmentErrors.inc({ stage: error.stage ?? 'unknown', error_code: error.code });
    }
    log[status === 'failed' ? 'warn' : 'info'](
      {
        fragment_id,
        sequence_number,
        status,
        processing_time_ms: processed.processing_time_ms,
        stage_timings,
        transcript,
        translated_text,
        error,
      },
      'fragment processed',
    );
  }

  #tellGap(from: number, to: number): void {
    const numbers = from === to ? `Sequence number ${from}` : `Sequence numbers ${from} to ${to}`;
    this.refuse({
      code: 'INVALID_SEQUENCE',
      message: `${numbers} did not arrive within ${this.#setup.init.timeout_ms} ms of a later one, or before the stream's end: skipped.`,
      severity: 'warning',
      metadata: { sequence_number: from, missing_from: from, missing_to: to },
    });
  }

  #tellPressure(): void {
    if (!this.#setup.backpressure) return;
    const inflight = this.#places.taken(performance.now());
    const advice = this.#pressure.update(inflight, this.#setup.init.max_inflight);
    if (advice === undefined) return;
    this.#setup.emit('backpressure', {
      stream_id: this.streamId,
      ...advice,
      current_inflight: inflight,
      queue_depth: this.#sequencer.unanswered,
    });
  }

  #complete(): void {
    this.#state = 'complete';
    const summary = this.#statistics.summary();
    this.#setup.emit('stream:complete', { stream_id: this.streamId, ...summary });
    this.#setup.log.info(summary, 'complete');
    this.#setup.onComplete();
  }
}
