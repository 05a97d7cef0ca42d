import type { Clock } from './clock.ts';
import { toErrorRecord } from './error-record.ts';
import { type HarnessError, RootCauseError } from './errors.ts';
import type { Json, LogLevel, StepResult } from './event.ts';
import type { EventLog } from './event-log.ts';
import { findCause } from './failure-probes.ts';
import { interruptionOf } from './interruption.ts';
import { toJson } from './json.ts';
import type { FailureProbe, InterimStatus, RunContext } from './scenario.ts';
import { TeardownStack } from './teardown-stack.ts';

export interface RunScopeOptions {
  readonly runId: string;
  readonly scenarioId: string;
  readonly folder: string;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly teardownTimeoutMs: number;
}

/** What lives as long as a run: its signal, what ends its things, and the step that is under way. */
export class RunScope implements RunContext {
  readonly runId: string;
  readonly scenarioId: string;
  readonly folder: string;
  readonly #log: EventLog;
  readonly #teardowns: TeardownStack;
  readonly #clock: Clock;
  readonly #probes: FailureProbe[] = [];
  readonly #ending = new AbortController();
  #step: AbortController | undefined;
  #endedBy: HarnessError | undefined;
  #failed = false;
  /** What was told of while the step was under way, or being looked into. */
  #cause: RootCauseError | undefined;
  /** Why the next step is pointless: told while no step was under way. */
  #pending: Error | undefined;

  constructor({ runId, scenarioId, folder, log, clock, teardownTimeoutMs }: RunScopeOptions) {
    this.runId = runId;
    this.scenarioId = scenarioId;
    this.folder = folder;
    this.#log = log;
    this.#clock = clock;
    this.#teardowns = new TeardownStack(clock, teardownTimeoutMs);
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** What ended the run before its time, if anything did. */
  get endedBy(): HarnessError | undefined {
    return this.#endedBy;
  }

  /** Ends the run before its time. Does nothing once its steps are over. */
  interrupt(reason: unknown): void {
    if (this.signal.aborted) return;
    this.#endedBy = interruptionOf(reason);
    this.#ending.abort(this.#endedBy);
  }

  get interimStatus(): InterimStatus {
    if (this.#endedBy !== undefined) return 'interrupted';
    return this.#failed ? 'failed' : 'passed';
  }

  /** A step has failed, for good. */
  noteFailure(): void {
    this.#failed = true;
  }

  nowMs(): number {
    return this.#log.nowMs();
  }

  log(source: string, level: LogLevel, message: string, data?: Json): void {
    this.#log.append({ type: 'log', source, level, message, ...(data !== undefined && { data }) });
  }

  observe(source: string, name: string, data: Json): void {
    this.#log.append({ type: 'observation', source, name, data });
  }

  defer(name: string, teardown: () => Promise<void> | void): void {
    this.#teardowns.defer(name, teardown);
  }

  failStep(error: Error): void {
    // The step tells the rest of it.
    const [firstLine] = String(error).split('\n', 1);
    this.log('harness', 'debug', `the step cannot go on: ${firstLine}`, toJson(toErrorRecord(error)));
    if (this.#step === undefined) this.#pending ??= error;
    else this.#step.abort(error);
    if (error instanceof RootCauseError) this.#cause ??= error;
  }

  onFailureDiagnose(probe: FailureProbe): void {
    this.#probes.push(probe);
  }

  /** A step that has failed, with the part that was the cause of it as its error, as far as that can be found. */
  async withRootCause(result: StepResult): Promise<StepResult> {
    if (this.signal.aborted || this.#step?.signal.reason instanceof RootCauseError) return result;
    const found = await findCause(this.#probes, { clock: this.#clock, stop: this.signal, log: this });
    // What was told meanwhile is known better than what was found.
    const cause = this.#cause ?? found;
    if (cause === undefined) return result;
    const { error } = result;
    return { ...result, error: { ...toErrorRecord(cause), ...(error !== undefined && { cause: error }) } };
  }

  /** @returns the signal that stops the step, aborted by {@link failStep} or with the run */
  enterStep(): AbortSignal {
    this.#step = new AbortController();
    this.#cause = undefined;
    if (this.#pending !== undefined) this.#step.abort(this.#pending);
    this.#pending = undefined;
    return AbortSignal.any([this.signal, this.#step.signal]);
  }

  leaveStep(): void {
    this.#step = undefined;
  }

  /** Ends everything that the run has started. @returns the names of what could not be ended */
  async end(): Promise<string[]> {
    this.#ending.abort(new DOMException('the run is over', 'AbortError'));
    const failed: string[] = [];
    await this.#teardowns.unwind((result) => {
      this.#log.append({ type: 'teardown', ...result });
      if (result.error !== undefined) failed.push(result.name);
    });
    return failed;
  }
}
