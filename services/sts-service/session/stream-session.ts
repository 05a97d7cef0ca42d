import type { FragmentData } from '../../contracts/fragment.ts';
import type { StreamInit } from '../../contracts/stream-session.ts';
import type { ErrorSimulation } from '../../contracts/sts-fault-events.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { StreamFaults } from '../faults/stream-faults.ts';
import type { StsMetrics } from '../metrics/sts-metrics.ts';
import type { FragmentProcessor } from '../processing/fragment-processor.ts';
import { refusalOf, type SessionState } from './admission.ts';
import { InflightAdvice } from './inflight-advice.ts';
import type { QueueBound } from './queue-bound.ts';
import type { Refusal } from './refusal.ts';
import { ResultLine } from './result-line.ts';
import { ResultSequencer } from './result-sequencer.ts';
import { type Emit, type Mangle, SessionOutlet } from './session-outlet.ts';
import { SimulatedErrors } from './simulated-errors.ts';
import { type TimedResult, workWithin } from './timed-work.ts';

/** What a session is given by the connection that it belongs to. */
export interface SessionSetup {
  readonly sessionId: string;
  readonly init: StreamInit;
  readonly processor: FragmentProcessor;
  readonly metrics: StsMetrics;
  readonly log: Logger;
  /** Whether to send `backpressure`. */
  readonly backpressure: boolean;
  /** The faults in force for a stream, where someone may set any. */
  readonly faultsOf: (streamId: string) => StreamFaults | undefined;
  /** Shared by all sessions. */
  readonly queueBound: QueueBound;
  readonly emit: Emit;
  /** Ends the connection. */
  readonly disconnect: (reason: string) => void;
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
  readonly #outlet: SessionOutlet;
  readonly #sequencer: ResultSequencer<Answer>;
  readonly #line: ResultLine;
  readonly #inflight: InflightAdvice | undefined;
  readonly #simulatedErrors = new SimulatedErrors();
  readonly #closing = new AbortController();
  readonly #working = new Set<Promise<void>>();
  #state: SessionState = 'active';
  #gapTimer: NodeJS.Timeout | undefined;

  constructor(setup: SessionSetup) {
    const { sessionId, init, emit, metrics, log } = setup;
    this.sessionId = sessionId;
    this.streamId = init.stream_id;
    this.#setup = setup;
    this.#outlet = new SessionOutlet(init, emit, metrics, log);
    this.#sequencer = new ResultSequencer(init.timeout_ms);
    if (setup.backpressure) {
      this.#inflight = new InflightAdvice(init.max_inflight, init.timeout_ms, (notice) =>
        this.#outlet.backpressure({ ...notice, queue_depth: this.#unanswered }),
      );
    }
    const ends = {
      faults: () => setup.faultsOf(init.stream_id),
      send: (fragment: FragmentData, done: TimedResult, mangle?: Mangle) => {
        this.#outlet.processed(fragment, done, mangle);
        setup.queueBound.give(1);
        this.#inflight?.answered(fragment.fragment_id);
      },
      disconnect: setup.disconnect,
      onEmpty: () => this.#advance(),
    };
    this.#line = new ResultLine(ends, this.#closing.signal);
  }

  /** Tells the worker that it may send. */
  open(): void {
    this.#outlet.ready(this.sessionId);
  }

  /** `fragment:data`: acknowledges it and begins to work on it, or refuses it. */
  accept(fragment: FragmentData): void {
    const sequence = fragment.sequence_number;
    const unanswered = this.#unanswered;
    const refusal = refusalOf(fragment, {
      streamId: this.streamId,
      state: this.#state,
      maxInflight: this.#setup.init.max_inflight,
      unanswered,
      sequenceState: this.#sequencer.stateOf(sequence),
      service: this.#setup.queueBound,
    });
    if (refusal !== undefined) {
      this.refuse(refusal, refusal.code === 'FRAGMENT_TOO_LARGE' ? sequence : undefined);
      return;
    }
    this.#sequencer.expect(sequence, performance.now());
    this.#setup.queueBound.take();
    this.#outlet.queued(fragment, unanswered);
    this.#inflight?.take(fragment.fragment_id);
    const work = this.#work(fragment).finally(() => this.#working.delete(work));
    this.#working.add(work);
    this.#advance();
  }

  /** Sends an `error`. @param answers the sequence number that it is the answer to, so that nothing waits for it */
  refuse(refusal: Refusal, answers?: number): void {
    this.#outlet.refuse(refusal);
    const isOfAnother = (refusal.streamId ?? this.streamId) !== this.streamId;
    if (answers === undefined || isOfAnother || this.#sequencer.stateOf(answers) !== 'new') return;
    this.#sequencer.answeredElsewhere(answers, performance.now());
    this.#advance();
  }

  /** `fragment:ack` from the worker. */
  acknowledge(fragmentId: string): void {
    this.#inflight?.free(fragmentId);
  }

  pause(reason: string | undefined): void {
    if (this.#state === 'active') this.#enter('paused', reason);
  }

  resume(reason: string | undefined): void {
    if (this.#state === 'paused') this.#enter('active', reason);
  }

  /** `stream:end`: what is in flight is still answered, then the stream is complete. */
  end(reason: string | undefined): void {
    if (this.#state === 'ending' || this.#state === 'complete') return;
    this.#enter('ending', reason);
    this.#advance();
  }

  /** `config:error_simulation`: fragments that are accepted from now on fail by these rules. */
  simulateErrors(simulation: ErrorSimulation): void {
    this.#outlet.simulation(this.#simulatedErrors.configure(simulation));
  }

  /** Ends all work at once; resolves when nothing of it is left. Sends nothing any more. */
  async close(reason: string): Promise<void> {
    this.#closing.abort(new Error(reason));
    clearTimeout(this.#gapTimer);
    this.#inflight?.close();
    this.#outlet.closed(reason, this.#unanswered);
    this.#setup.queueBound.give(this.#unanswered);
    await Promise.all([...this.#working, this.#line.stopped()]);
  }

  /** Accepted fragments whose result has not gone out. */
  get #unanswered(): number {
    return this.#sequencer.unanswered + this.#line.unsent;
  }

  #enter(state: SessionState, reason: string | undefined): void {
    this.#state = state;
    this.#setup.log.info({ state, reason, unanswered: this.#unanswered }, 'session changed');
  }

  async #work(fragment: FragmentData): Promise<void> {
    const { init, processor, log } = this.#setup;
    const { fragment_id, sequence_number } = fragment;
    const task = { fragment, config: init.config, log: log.child({ fragment_id, sequence_number }) };
    const simulated = this.#simulatedErrors.next(fragment);
    const done =
      simulated === undefined
        ? await workWithin(processor, task, init.timeout_ms, this.#closing.signal)
        : { result: simulated, processingMs: 0 };
    if (done === undefined) return;
    this.#sequencer.complete(sequence_number, { ...done, fragment });
    this.#advance();
  }

  /** Sends what may go now, and sees to it that the rest is looked at again in time. */
  #advance(): void {
    if (this.#closing.signal.aborted) return;
    clearTimeout(this.#gapTimer);
    const nowMs = performance.now();
    const moreMayCome = this.#state === 'active' || this.#state === 'paused';
    for (const released of this.#sequencer.release(moreMayCome ? nowMs : Number.POSITIVE_INFINITY)) {
      if (released.kind === 'gap') {
        this.#line.notice(() => this.#outlet.gap(released.from, released.to));
        continue;
      }
      const { fragment, ...done } = released.result;
      this.#line.result(fragment, done);
    }
    const deadlineMs = this.#sequencer.gapDeadlineMs();
    if (deadlineMs !== undefined) {
      this.#gapTimer = setTimeout(() => this.#advance(), Math.ceil(deadlineMs - nowMs));
    }
    if (this.#state !== 'ending' || this.#sequencer.unanswered > 0 || !this.#line.drain()) return;
    this.#enter('complete', undefined);
    this.#inflight?.close();
    this.#outlet.complete();
    this.#setup.onComplete();
  }
}
