/** A value that JSON can carry: what steps return, checks compare and events hold. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** Of a line of a log, as pino names them. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Who has to act on a failure: the pipeline's authors, the harness's, the machine's, or nobody can tell yet. */
export type FaultClass = 'PRODUCT' | 'HARNESS' | 'ENVIRONMENT' | 'INCONCLUSIVE';

/**
 * How a step ended. `skipped`: it said so itself, or was not chosen. `not-run`: an earlier one, or the end of the run, kept it
 * back.
 */
export type StepStatus = 'passed' | 'failed' | 'timed-out' | 'skipped' | 'not-run' | 'interrupted';
/** How a run ended. `not-started`: the environment could not be made. `interrupted`: by whom or whatever. */
export type RunStatus = 'passed' | 'failed' | 'not-started' | 'interrupted';
/** `not-measured` is never `passed`. */
export type CheckStatus = 'passed' | 'failed' | 'not-measured';

/** The bounds of a measured number, both inclusive. */
export interface NumberLimit {
  readonly min?: number;
  readonly max?: number;
}

/** One check of a step: a measured value and what is allowed. */
export interface CheckResult {
  /** Stable, kebab-case; with `instance` unique in its step. Reports and `leaveOut` refer to a check by it. */
  readonly id: string;
  /** For people: `A/V offset, worst segment`. */
  readonly title: string;
  /** Which one, where a step makes the same check several times: `stream 2`. */
  readonly instance?: string;
  readonly status: CheckStatus;
  /** `null` when nothing was measured. */
  readonly actual: Json;
  /** The expected value, or the bounds of a number. Absent for a recorded value that has no limit. */
  readonly limit?: Json;
  readonly unit?: string;
  /** Where the limit comes from, or what the reader should know about this value. */
  readonly note?: string;
}

/** An error as data. `data` holds the fields of the error's class. */
export interface ErrorRecord {
  readonly name: string;
  readonly code: string;
  readonly message: string;
  readonly fault: FaultClass;
  readonly data?: Json;
  readonly stack?: string;
  readonly cause?: ErrorRecord;
}

export interface StepIdentity {
  readonly number: number;
  readonly id: string;
  readonly title: string;
}

/** How a step ended. */
export interface StepResult extends StepIdentity {
  readonly status: StepStatus;
  readonly durationMs: number;
  readonly attempts: number;
  readonly checks: readonly CheckResult[];
  /** Why it was skipped or not run. */
  readonly reason?: string;
  readonly error?: ErrorRecord;
  readonly output?: Json;
}

/** A run of the same that did not pass, before this one was made. */
export interface FailedRun {
  readonly runId: string;
  readonly status: RunStatus;
  readonly durationMs: number;
  /** The steps that kept it from passing. */
  readonly steps: readonly (StepIdentity & Pick<StepResult, 'status' | 'durationMs' | 'error'>)[];
  /** What ended it, when that was not a step. */
  readonly error?: ErrorRecord;
}

/** What the engine and its guests write to the event log. */
export type EventBody =
  | {
      readonly type: 'run:start';
      readonly runId: string;
      readonly scenario: { readonly id: string; readonly title: string; readonly tags: readonly string[] };
      readonly environment: string;
      readonly params: Json;
      readonly steps: readonly StepIdentity[];
      readonly startedAt: string;
      /** Oldest first. */
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
      readonly path: string;
      readonly contentType: string;
    }
  | { readonly type: 'step:end'; readonly result: StepResult }
  /** A line of somebody's log: a service, ffmpeg, the harness itself. */
  | {
      readonly type: 'log';
      readonly source: string;
      readonly level: LogLevel;
      readonly message: string;
      readonly data?: Json;
    }
  /** Something that was seen on an interface: a Socket.IO event, a metrics sample, ffmpeg's progress, a hook. */
  | { readonly type: 'observation'; readonly source: string; readonly name: string; readonly data: Json }
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
  /** Counts from 0 without a gap. */
  readonly seq: number;
  /** Milliseconds since the run started, on a monotonic clock shared by every source. */
  readonly atMs: number;
  /** The number of the step during which it happened. */
  readonly during?: number;
};
