import type { FragmentData } from '../../contracts/fragment.ts';
import type { StreamInit } from '../../contracts/stream-session.ts';
import type { ErrorSimulation } from '../../contracts/sts-fault-events.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { RewritePayload, StreamFaults } from '../faults/stream-faults.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import type { FragmentProcessor, TimedResult } from '../processing/fragment-processor.ts';
import { processWithin } from '../processing/process-within.ts';
import { BackpressureMonitor } from './backpressure.ts';
import { type QueueLimit, type Rejection, rejectionOf, type SessionState } from './rejection.ts';
import { ResultDispatcher } from './result-dispatcher.ts';
import { ResultSequencer } from './result-sequencer.ts';
import { type Emit, SessionEmitter } from './session-emitter.ts';
import { ErrorSimulator } from './simulations.ts';

/** The part of a connection that its session uses. */
export interface SessionSetup {
  readonly sessionId: string;
  readonly init: StreamInit;
  readonly processor: FragmentProcessor;
  readonly metrics: StsMetrics;
  readonly log: Logger;
  /** Whether to send `backpressure` events. */
  readonly backpressure: boolean;
  /** The current faults of a stream. */
  readonly faultsOf: (streamId: string) => StreamFaults | undefined;
  /** Shared by all sessions. */
  readonly queueLimit: QueueLimit;
  readonly emit: Emit;
  /** Closes the connection. */
  readonly disconnect: (reason: string) => void;
  /** Called after `stream:complete` is sent. */
  readonly onComplete: () => void;
}

/**
 * How long before `timeout_ms` a fragment times out (docs/protocol.md §1): a worker with the same limit, which started
 * its clock before this service, still receives the result.
 */
const ANSWER_MARGIN_MS = 250;

interface FragmentAnswer extends TimedResult {
  readonly fragment: FragmentData;
}

/** One stream of one worker, from `stream:init` until it is replaced, complete or disconnected. */
export class StreamSession {
  readonly sessionId: string;
  readonly streamId: string;
  readonly #setup: SessionSetup;
  readonly #emitter: SessionEmitter;
  readonly #sequencer: ResultSequencer<FragmentAnswer>;
  readonly #dispatcher: ResultDispatcher;
  readonly #backpressure: BackpressureMonitor | undefined;
  readonly #errorSimulator = new ErrorSimulator();
  readonly #closing = new AbortController();
  readonly #processing = new Set<Promise<void>>();
  /** Ids of the fragments in {@link #sequencer}, by sequence number. */
  readonly #fragmentIds = new Map<number, string>();
  #state: SessionState = 'active';
  #gapTimer: NodeJS.Timeout | undefined;

  constructor(setup: SessionSetup) {
    const { sessionId, init, emit, metrics, log } = setup;
    this.sessionId = sessionId;
    this.streamId = init.stream_id;
    this.#setup = setup;
    this.#emitter = new SessionEmitter(init, emit, metrics, log);
    this.#sequencer = new ResultSequencer(init.timeout_ms);
    if (setup.backpressure) {
      this.#backpressure = new BackpressureMonitor(init.max_inflight, init.timeout_ms, (notice) =>
        this.#emitter.backpressure({ ...notice, queue_depth: this.#unanswered }),
      );
    }
    const dispatcherSession = {
      faults: () => setup.faultsOf(init.stream_id),
      send: (fragment: FragmentData, done: TimedResult, rewrite?: RewritePayload) => {
        this.#emitter.processed(fragment, done, rewrite);
        setup.queueLimit.remove(1);
        this.#backpressure?.answered(fragment.fragment_id);
      },
      disconnect: setup.disconnect,
      onEmpty: () => this.#advance(),
    };
    this.#dispatcher = new ResultDispatcher(dispatcherSession, this.#closing.signal);
  }

  /** Sends `stream:ready`. */
  open(): void {
    this.#emitter.ready(this.sessionId);
  }

  /** `fragment:data`: acknowledges the fragment and starts to process it, or rejects it. */
  accept(fragment: FragmentData): void {
    const sequence = fragment.sequence_number;
    const unanswered = this.#unanswered;
    const rejection = rejectionOf(fragment, {
      streamId: this.streamId,
      state: this.#state,
      maxInflight: this.#setup.init.max_inflight,
      unanswered,
      sequenceState: this.#sequencer.stateOf(sequence),
      pendingFragmentId: this.#fragmentIds.get(sequence),
      service: this.#setup.queueLimit,
    });
    if (rejection !== undefined) {
      this.reject(rejection, sequence);
      return;
    }
    this.#sequencer.expect(sequence, performance.now());
    this.#fragmentIds.set(sequence, fragment.fragment_id);
    this.#setup.queueLimit.add();
    this.#emitter.queued(fragment, unanswered);
    this.#backpressure?.accepted(fragment.fragment_id);
    const processing = this.#process(fragment).finally(() => this.#processing.delete(processing));
    this.#processing.add(processing);
    this.#advance();
  }

  /** Sends an `error`. @param answers sequence number of the rejected fragment, so that later results do not wait for it */
  reject(rejection: Rejection, answers?: number): void {
    this.#emitter.reject(rejection);
    const isOtherStream = (rejection.streamId ?? this.streamId) !== this.streamId;
    if (answers === undefined || isOtherStream || this.#sequencer.stateOf(answers) !== 'new') return;
    this.#sequencer.rejected(answers);
    this.#advance();
  }

  /** `fragment:ack` from the worker. */
  acknowledge(fragmentId: string): void {
    this.#backpressure?.acknowledged(fragmentId);
  }

  pause(reason: string | undefined): void {
    if (this.#state === 'active') this.#enter('paused', reason);
  }

  resume(reason: string | undefined): void {
    if (this.#state === 'paused') this.#enter('active', reason);
  }

  /** `stream:end`: answers the fragments in flight and then completes the stream. */
  end(reason: string | undefined): void {
    if (this.#state === 'ending' || this.#state === 'complete') return;
    this.#enter('ending', reason);
    this.#advance();
  }

  /** `config:error_simulation`: applies the rules to fragments accepted from now on. */
  simulateErrors(simulation: ErrorSimulation): void {
    this.#emitter.simulation(this.#errorSimulator.configure(simulation));
  }

  /** Cancels all processing; resolves when it has ended. Nothing is sent after this call. */
  async close(reason: string): Promise<void> {
    this.#closing.abort(new Error(reason));
    clearTimeout(this.#gapTimer);
    this.#backpressure?.close();
    this.#emitter.closed(reason, this.#unanswered);
    this.#setup.queueLimit.remove(this.#unanswered);
    await Promise.all([...this.#processing, this.#dispatcher.stopped()]);
  }

  /** Number of accepted fragments whose result has not been sent. */
  get #unanswered(): number {
    return this.#sequencer.unanswered + this.#dispatcher.unsent;
  }

  #enter(state: SessionState, reason: string | undefined): void {
    this.#state = state;
    this.#setup.log.info({ state, reason, unanswered: this.#unanswered }, 'session changed');
  }

  async #process(fragment: FragmentData): Promise<void> {
    const { init, processor, log } = this.#setup;
    const { fragment_id, sequence_number } = fragment;
    const task = { fragment, config: init.config, log: log.child({ fragment_id, sequence_number }) };
    const simulated = this.#errorSimulator.next(fragment);
    const done =
      simulated === undefined
        ? await processWithin(processor, task, init.timeout_ms - ANSWER_MARGIN_MS, this.#closing.signal)
        : { result: simulated, processingMs: 0 };
    if (done === undefined) return;
    this.#sequencer.complete(sequence_number, { ...done, fragment });
    this.#advance();
  }

  /** Sends everything that is due, and schedules the next call. */
  #advance(): void {
    if (this.#closing.signal.aborted) return;
    clearTimeout(this.#gapTimer);
    const nowMs = performance.now();
    const acceptsMore = this.#state === 'active' || this.#state === 'paused';
    for (const released of this.#sequencer.release(acceptsMore ? nowMs : Number.POSITIVE_INFINITY)) {
      if (released.kind === 'gap') {
        this.#dispatcher.notice(() => this.#emitter.gap(released.from, released.to));
        continue;
      }
      const { fragment, ...done } = released.result;
      this.#fragmentIds.delete(fragment.sequence_number);
      this.#dispatcher.result(fragment, done);
    }
    const deadlineMs = this.#sequencer.gapDeadlineMs();
    if (deadlineMs !== undefined) {
      this.#gapTimer = setTimeout(() => this.#advance(), Math.ceil(deadlineMs - nowMs));
    }
    if (this.#state !== 'ending' || this.#sequencer.unanswered > 0 || !this.#dispatcher.drain()) return;
    this.#enter('complete', undefined);
    this.#backpressure?.close();
    this.#emitter.complete();
    this.#setup.onComplete();
  }
}
