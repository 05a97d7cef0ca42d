import type { Clock } from '../clock.ts';
import { toErrorRecord } from '../error-record.ts';
import { type HarnessError, RootCauseError } from '../errors.ts';
import type { Json, LogLevel } from '../event.ts';
import { toJson } from '../json.ts';
import type { EventLog } from '../run-folder/event-log.ts';
import type { FailureProbe, InterimStatus, RunContext } from '../scenario.ts';
import { findRootCause } from './failure-probes.ts';
import { interruptionOf } from './interruption.ts';
import { TeardownStack } from './teardown-stack.ts';

export interface RunScopeOptions {
  readonly runId: string;
  readonly scenarioId: string;
  readonly folder: string;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly teardownTimeoutMs: number;
}

/** The state of a run: its signal, its clean-ups, and its current step. */
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
  #probed = false;
  /** The first root cause reported since the current step started. */
  #rootCause: RootCauseError | undefined;
  /** An error reported between two steps: it fails the next one. */
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

  /** What ended the run early, if anything did. */
  get endedBy(): HarnessError | undefined {
    return this.#endedBy;
  }

  /** Ends the run early. Has no effect after its steps have ended. */
  interrupt(reason: unknown): void {
    if (this.signal.aborted) return;
    this.#endedBy = interruptionOf(reason);
    this.#ending.abort(this.#endedBy);
  }

  get interimStatus(): InterimStatus {
    if (this.#endedBy !== undefined) return 'interrupted';
    return this.#failed ? 'failed' : 'passed';
  }

  /** Notes that a step has failed, after any retries. */
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

  /** Notes why the current step cannot pass. It ends by itself. */
  noteRootCause(error: RootCauseError): void {
    this.log('harness', 'info', `the step cannot pass any more: ${error.code}: ${error.message}`);
    this.#rootCause ??= error;
  }

  failStep(error: Error): void {
    // The result of the step has the whole error.
    const [firstLine] = String(error).split('\n', 1);
    this.log('harness', 'debug', `the step cannot continue: ${firstLine}`, toJson(toErrorRecord(error)));
    if (this.#step === undefined) this.#pending ??= error;
    else this.#step.abort(error);
    if (error instanceof RootCauseError) this.#rootCause ??= error;
  }

  onFailureDiagnose(probe: FailureProbe): void {
    this.#probes.push(probe);
  }

  /**
   * Examines the pipeline after the first failed step; has no effect after later ones.
   *
   * @returns the root cause of the failure of the current step, if one was reported or found
   */
  async examineFailure(): Promise<RootCauseError | undefined> {
    // Such an error has stopped the step, and is its error.
    const isKnown = this.#step?.signal.reason instanceof RootCauseError;
    const found = await this.#probe();
    if (isKnown) return undefined;
    // A reported root cause is more certain than one that a probe found.
    return this.#rootCause ?? found;
  }

  /** A failed step is retried, perhaps after a repair: if it fails again, the pipeline is examined again. */
  expectRetry(): void {
    this.#probed = false;
  }

  async #probe(): Promise<RootCauseError | undefined> {
    if (this.#probed || this.signal.aborted) return undefined;
    this.#probed = true;
    return await findRootCause(this.#probes, { clock: this.#clock, stop: this.signal, log: this });
  }

  /** @returns the signal that stops the step: aborted by {@link failStep} or with the run */
  enterStep(): AbortSignal {
    this.#step = new AbortController();
    this.#rootCause = undefined;
    if (this.#pending !== undefined) this.#step.abort(this.#pending);
    this.#pending = undefined;
    return AbortSignal.any([this.signal, this.#step.signal]);
  }

  leaveStep(): void {
    this.#step = undefined;
  }

  /** Runs all clean-ups. @returns the names of those that failed */
  async end(): Promise<string[]> {
    this.#ending.abort(new DOMException('the run has ended', 'AbortError'));
    const failed: string[] = [];
    await this.#teardowns.unwind((result) => {
      this.#log.append({ type: 'teardown', ...result });
      if (result.error !== undefined) failed.push(result.name);
    });
    return failed;
  }
}
