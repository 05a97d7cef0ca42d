import type { RootCauseError } from './errors.ts';
import type { Json, LogLevel, NumberLimit, RunEvent, StepResult } from './event.ts';

/** Converts unknown data into a `T` or throws. Every zod schema is such a parser. */
export interface Parser<T> {
  parse(value: unknown): T;
}

/** Options of {@link StepContext.poll}. */
export interface PollOptions<T> {
  /** Whether a value ends the poll. */
  readonly until: (value: T) => boolean;
  /**
   * Why a value proves that the awaited one cannot come any more; `undefined` while it can. The poll then ends at once
   * with a `PollEndedError`.
   */
  readonly unreachable?: (value: T) => string | undefined;
  /** Whether the watch of the scenario may end it: see {@link Step.endsEarly}, which is the default. */
  readonly endsEarly?: boolean;
  readonly everyMs: number;
  readonly withinMs: number;
  /** Reduces a value that is large or not JSON to what the event log records. The whole value by default. */
  readonly summarise?: (value: T) => Json;
  /**
   * What the poll waits for, as a noun phrase: `5 fragment:processed events`. Completes the error message "timed out
   * after 60 s waiting for …". The name of the poll by default.
   */
  readonly expected?: string;
}

/** How a check is shown, in addition to its id. */
export interface CheckText {
  /** `A/V offset, worst segment`. Taken from the registry of the scenario by default, else from the words of the id. */
  readonly title?: string;
  /** Distinguishes the results when a step makes the same check several times: `stream 2`. */
  readonly instance?: string;
}

/** A value that must equal the expected one; lists and objects are compared deeply. */
export interface ExactCheck extends CheckText {
  readonly actual: Json;
  readonly expected: Json;
  readonly unit?: string;
  /** The origin of the expectation, or what the reader should know about the value. */
  readonly note?: string;
}

/** A number that must lie within bounds. A number that is not finite counts as not measured. */
export interface NumberCheck extends CheckText {
  readonly actual: number;
  readonly limit: NumberLimit;
  /** `ms`, `frames`, `dBFS`, `of 30`. */
  readonly unit: string;
  /** The origin of the limit, or what the reader should know about the value. */
  readonly note?: string;
}

/** Why a check could not be made. */
export interface NotMeasured extends CheckText {
  readonly reason: string;
  /**
   * What was tested lacks the property that the check is about. The step may pass without the check; the verdict counts
   * it as not measured. By default the step is inconclusive.
   */
  readonly inapplicable?: boolean;
}

/** A value without a limit. */
export interface RecordedValue extends CheckText {
  readonly value: Json;
  readonly unit?: string;
  /** Explanation shown with the value. */
  readonly note?: string;
}

/** The checks of a family of scenarios by id: their titles, and the ids that a configuration may leave out. */
export type CheckRegistry = Readonly<Record<string, CheckDefinition>>;

export interface CheckDefinition {
  readonly title: string;
}

/**
 * What a step works with. The event log records every call.
 *
 * @typeParam CheckId the ids that checks of the step may have
 */
export interface StepContext<CheckId extends string = string> {
  /**
   * Aborts when the step times out, when the run is interrupted, or when a service that the step needs has stopped.
   *
   * @example const response = await fetch(url, { signal: ctx.signal });
   */
  readonly signal: AbortSignal;

  /**
   * Compares a value with its limit and records the result. A failed check fails the step when it ends, so that the
   * remaining checks are still made.
   *
   * @param id kebab-case and stable, as reports compare runs by it; unique in the step together with `instance`
   * @returns whether the value is within its limit
   * @throws {HarnessError} `CHECK_ID_INVALID` or `CHECK_ID_DUPLICATE`
   * @example
   * ctx.check('video-codec', { actual: probe.codec, expected: 'h264' });
   * ctx.check('av-offset-max', {
   *   title: 'A/V offset, worst segment',
   *   actual: 24,
   *   limit: { min: -120, max: 120 },
   *   unit: 'ms',
   * });
   */
  check(id: CheckId, check: ExactCheck | NumberCheck): boolean;

  /**
   * Records that a check could not be made. The step is then inconclusive and does not pass, unless the check is
   * `inapplicable`.
   *
   * @throws {HarnessError} as {@link check} does
   * @example ctx.notMeasured('av-offset-max', { reason: 'the output has no audio' });
   */
  notMeasured(id: CheckId, notMeasured: NotMeasured): void;

  /**
   * Records a value that has no limit. Reports show it beside the checks.
   *
   * @throws {HarnessError} as {@link check} does
   * @example ctx.record('output-similarity', { title: 'Similarity to the dub', value: [0.97, 0.96] });
   */
  record(id: CheckId, recorded: RecordedValue): void;

  /**
   * Calls `probe` every `everyMs` until its value satisfies `until`, and records each attempt. A probe that throws is
   * called again.
   *
   * @param name identifies the poll in reports
   * @param probe receives a signal that aborts when the poll ends
   * @returns the value that satisfied `until`
   * @throws {PollTimeoutError} after `withinMs`, with the last value and the last error
   * @throws {PollEndedError} when `unreachable` gives a reason
   * @throws {RootCauseError} when the step has `endsEarly` and the watch of the scenario has found one
   * @example
   * const path = await ctx.poll('mediamtx path', (signal) => client.getPath('live/a/in', signal), {
   *   until: (path) => path?.ready === true,
   *   everyMs: 100,
   *   withinMs: 10_000,
   *   expected: 'live/a/in to be ready',
   * });
   */
  poll<T>(name: string, probe: (signal: AbortSignal) => Promise<T>, options: PollOptions<T>): Promise<T>;

  /**
   * Collects an observation of the running pipeline and keeps it as `evidence/<name>.json` in the run folder. When a
   * run is re-evaluated, the observation is read from there and `collect` is not called.
   *
   * @param name becomes a file name: letters, digits, `.`, `_` and `-`
   * @throws {HarnessError} `EVIDENCE` when `parser` rejects the observation, or when it was not kept
   * @example
   * const frames = await ctx.evidence('output-frames', framesSchema, (signal) => hashFrames(path, signal));
   */
  evidence<T>(name: string, parser: Parser<T>, collect: (signal: AbortSignal) => Promise<T>): Promise<T>;

  /**
   * Writes a file into the run folder and lists it in the report.
   *
   * @returns its path in the run folder
   * @example await ctx.attach('ffprobe.json', JSON.stringify(probe), 'application/json');
   */
  attach(name: string, content: string | Uint8Array, contentType: string): Promise<string>;

  /** Lists a file that is already in the run folder in the report. */
  attachFile(name: string, pathInRunFolder: string, contentType: string): void;

  /**
   * Returns what an earlier step returned.
   *
   * @throws {HarnessError} `NO_OUTPUT` when that step returned nothing
   * @example const { readyAtMs } = ctx.outputOf('mediamtx-received-stream', z.object({ readyAtMs: z.number() }));
   */
  outputOf<T>(stepId: string, parser: Parser<T>): T;

  /** Writes a line to the event log, with the step as its source. */
  log(level: LogLevel, message: string, data?: Json): void;

  /** Ends the step as skipped. */
  skip(reason: string): never;
}

/**
 * A step of a scenario.
 *
 * @typeParam Rig what the steps of the scenario share: environment, publisher, observer, …
 * @typeParam CheckId the ids that its checks may have
 */
export interface Step<Rig, CheckId extends string = string> {
  readonly id: string;
  readonly title: string;
  /** The limit for all attempts together: retries do not extend it. */
  readonly timeoutMs: number;
  /** Time in addition to `timeoutMs` that follows from what is tested, such as its length. Called when the step starts. */
  extraTimeMs?(ctx: Pick<StepContext, 'outputOf'>, rig: Rig): number;
  readonly retry?: {
    /** Number of retries after the first attempt. */
    readonly count: number;
    readonly delayMs: number;
    /** Which errors are retried; all by default. */
    readonly when?: (error: unknown) => boolean;
  };
  /**
   * Whether later steps do not run when it fails. A step that only has checks that were not measured blocks none. True
   * by default.
   */
  readonly critical?: boolean;
  /** Decides the same after the failure, in place of `critical`. */
  isCritical?(result: StepResult, rig: Rig): boolean;
  /** Whether it runs after a failed step. It does not run after an interruption. False by default. */
  readonly always?: boolean;
  /**
   * Whether it needs the running pipeline, so that it cannot be re-evaluated from its evidence. The first such step
   * starts the pipeline. False by default.
   */
  readonly live?: boolean;
  /**
   * Whether its polls end as soon as the watch of the scenario has found why it cannot pass. Not for a scenario that
   * causes faults on purpose. False by default.
   */
  readonly endsEarly?: boolean;
  run(ctx: StepContext<CheckId>, rig: Rig): Promise<Json | undefined>;
}

/** The status that a run would have if it ended now. */
export type InterimStatus = 'passed' | 'failed' | 'interrupted';

/**
 * Examines the pipeline after a failure: records observations, and may find the broken part. An error that it throws is
 * logged and has no other effect.
 */
export type FailureProbe = (signal: AbortSignal) => Promise<RootCauseError | undefined>;

/** Follows a run while its steps wait, to find out early that they wait in vain. */
export interface RunWatch {
  /** Receives each event of the run. */
  add(event: RunEvent): void;
  /**
   * Called about once per second while a step with `endsEarly` polls, so it must take a few ms at most.
   *
   * @returns why no further step can pass; `undefined` while that is not certain
   */
  findRootCause(): RootCauseError | undefined;
}

/** The run, for the rig of its steps. */
export interface RunContext {
  readonly runId: string;
  readonly scenarioId: string;
  /** Absolute path of the run folder. */
  readonly folder: string;
  /** Aborts when the run ends or is interrupted. */
  readonly signal: AbortSignal;
  readonly interimStatus: InterimStatus;
  /** Milliseconds since the run started, on the clock of the event log. */
  nowMs(): number;
  /** Records a log line. Warnings of the source `harness` are always shown on the console. */
  log(source: string, level: LogLevel, message: string, data?: Json): void;
  /** Records something observed on an interface: an event, a sample, a call. */
  observe(source: string, name: string, data: Json): void;
  /**
   * Registers the clean-up of a resource. Call it BEFORE starting the resource. Clean-ups run in reverse order at the
   * end of the run; one that throws or times out fails a run that would have passed.
   *
   * @throws {RunEndedError} after the end of the run
   * @example
   * run.defer('stop the proxy', () => proxy.stop());
   * await proxy.start();
   */
  defer(name: string, teardown: () => Promise<void> | void): void;
  /** Fails the current step, or between two steps the next one, because of an event outside the step. */
  failStep(error: Error): void;
  /**
   * Registers a probe. All probes run side by side after the first failed step, for 3 s at most, while everything that
   * the run has started is still running; not after an interruption. An error that a probe returns becomes the error of
   * the step, with the step's own error as its cause, unless that one already names what did not start.
   */
  onFailureDiagnose(probe: FailureProbe): void;
}

/** A scenario: ordered steps, and the rig that they share. */
export interface Scenario<Rig> {
  /** Part of the name of the run folder. */
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** The choices it was built with, for the report. */
  readonly params: Json;
  /** The checks that its steps make, by id. */
  readonly checks?: CheckRegistry;
  readonly steps: readonly Step<Rig>[];
  /**
   * Validates the options. Called before the run folder is created and before anything is started.
   *
   * @throws {@link ScenarioRejectedError}
   */
  validate?(): Promise<void>;
  /**
   * Diagnoses a run with a failed step, before its clean-up. Reads the event log in `folder`. What it returns within 10 s
   * is recorded as an event of the type `diagnosis`; `undefined` records none.
   */
  diagnose?(folder: string): Promise<Json | undefined>;
  /** Creates the watch for steps with `endsEarly`. Called at most once, at the start of the run. */
  watch?(): RunWatch;
  /**
   * Creates the rig: what the steps share, such as clients and addresses. Called once, before the first step. Starts
   * nothing: the steps do, after registering the clean-up with `run.defer`.
   */
  createRig(run: RunContext): Rig;
}
