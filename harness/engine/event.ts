/** A JSON value: what steps return, checks compare and events carry. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** The level of a log line, named as in pino. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/**
 * Who has to act on a failure: the authors of the pipeline, of the harness, of the machine, or, for `INCONCLUSIVE`,
 * not known yet.
 */
export type FaultClass = 'PRODUCT' | 'HARNESS' | 'ENVIRONMENT' | 'INCONCLUSIVE';

/**
 * How a step ended. `skipped`: by `ctx.skip`, or not selected. `not-run`: because an earlier step failed or the run
 * ended.
 */
export type StepStatus = 'passed' | 'failed' | 'timed-out' | 'skipped' | 'not-run' | 'interrupted';
/** How a run ended. `not-started`: its environment could not be started. `interrupted`: ended from outside. */
export type RunStatus = 'passed' | 'failed' | 'not-started' | 'interrupted';
/** How a check ended. `not-measured` never counts as passed. */
export type CheckStatus = 'passed' | 'failed' | 'not-measured';

/** The bounds of a measured number, both inclusive. */
export interface NumberLimit {
  readonly min?: number;
  readonly max?: number;
}

/** The result of one check: a measured value and its limit. Also a recorded value, which has no limit. */
export interface CheckResult {
  /** Stable, kebab-case; unique in its step together with `instance`. Reports and configurations refer to it. */
  readonly id: string;
  /** For people: `A/V offset, worst segment`. */
  readonly title: string;
  /** Distinguishes the results when a step makes the same check several times: `stream 2`. */
  readonly instance?: string;
  readonly status: CheckStatus;
  /** The measured value; `null` when nothing was measured. */
  readonly actual: Json;
  /** The expected value, or the bounds of a number. Absent for a recorded value. */
  readonly limit?: Json;
  readonly unit?: string;
  /** The origin of the limit, or what the reader should know about the value. */
  readonly note?: string;
  /** Of a check that was not measured: what was tested lacks the property that it is about. It does not fail the step. */
  readonly inapplicable?: true;
  /** Of a check that did not pass: where it is made, `scenarios/steps/x.ts:35`, relative to the working folder. */
  readonly at?: string;
}

/** An error as data. `data` holds the fields of its class. */
export interface ErrorRecord {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly fault: FaultClass;
  readonly data?: Json;
  /** The statement that it came from, outside the framework: `scenarios/steps/x.ts:35`. */
  readonly at?: string;
  readonly stack?: string;
  readonly cause?: ErrorRecord;
}

export interface StepIdentity {
  /** Position in the scenario, from 0. */
  readonly number: number;
  readonly id: string;
  readonly title: string;
}

/** The result of one step. */
export interface StepResult extends StepIdentity {
  readonly status: StepStatus;
  readonly durationMs: number;
  readonly attempts: number;
  /** Of the last attempt. */
  readonly checks: readonly CheckResult[];
  /** Why it was skipped or not run. */
  readonly reason?: string;
  readonly error?: ErrorRecord;
  readonly output?: Json;
}

/** A run that did not pass and was retried. */
export interface FailedRun {
  readonly runId: string;
  readonly status: RunStatus;
  readonly durationMs: number;
  /** The steps that did not pass. */
  readonly steps: readonly (StepIdentity & Pick<StepResult, 'status' | 'durationMs' | 'error'>)[];
  /** The error that ended the run, unless a step failed. */
  readonly error?: ErrorRecord;
}

/** An event of a run, before the event log numbers it and adds its time. */
export type EventBody =
  | {
      readonly type: 'run:start';
      readonly runId: string;
      readonly scenario: { readonly id: string; readonly title: string; readonly tags: readonly string[] };
      readonly environment: string;
      readonly params: Json;
      readonly steps: readonly StepIdentity[];
      readonly startedAt: string;
      /** The failed runs that this one retries, oldest first. */
      readonly earlier?: readonly FailedRun[];
    }
  | {
      readonly type: 'step:start';
      readonly step: StepIdentity;
      readonly attempt: number;
      readonly timeoutMs: number;
    }
  | { readonly type: 'check'; readonly check: CheckResult }
  | {
      readonly type: 'poll';
      readonly name: string;
      readonly attempt: number;
      readonly done: boolean;
      readonly value?: Json;
      readonly error?: string;
    }
  | {
      readonly type: 'attachment';
      readonly name: string;
      /** Relative to the run folder. */
      readonly path: string;
      readonly contentType: string;
    }
  | { readonly type: 'step:end'; readonly result: StepResult }
  /** A log line of a service, a tool or the harness. */
  | {
      readonly type: 'log';
      readonly source: string;
      readonly level: LogLevel;
      readonly message: string;
      readonly data?: Json;
    }
  /** Something observed on an interface: a Socket.IO event, a metrics sample, progress of ffmpeg, a hook call. */
  | { readonly type: 'observation'; readonly source: string; readonly name: string; readonly data: Json }
  /** Why the run failed, computed before the shutdown. The scenario defines its shape. */
  | { readonly type: 'diagnosis'; readonly diagnosis: Json }
  /** The steps have ended. What follows, such as services that end, is the work of the harness. */
  | { readonly type: 'shutdown' }
  | {
      readonly type: 'teardown';
      readonly name: string;
      readonly durationMs: number;
      readonly error?: ErrorRecord;
    }
  | {
      readonly type: 'run:end';
      readonly status: RunStatus;
      readonly durationMs: number;
      readonly error?: ErrorRecord;
    };

/** A line of `events.ndjson`. */
export type RunEvent = EventBody & {
  /** Counts from 0 without gaps. */
  readonly seq: number;
  /** Milliseconds since the run started, on one monotonic clock for all sources. */
  readonly atMs: number;
  /** Number of the step during which it occurred. */
  readonly during?: number;
};
