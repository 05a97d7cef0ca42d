import type { RootCauseError } from './errors.ts';
import type { Json, LogLevel, NumberLimit } from './event.ts';

/** Turns unknown data into a `T` or throws; zod schemas are such parsers. */
export interface Parser<T> {
  parse(value: unknown): T;
}

/** A probe's answer must satisfy `until` before `withinMs` has passed. */
export interface PollOptions<T> {
  readonly until: (value: T) => boolean;
  readonly everyMs: number;
  readonly withinMs: number;
  /** What to show and keep of a value that is large or not JSON. The value itself by default. */
  readonly summarise?: (value: T) => Json;
  /** What is waited for, in words: `live/x/in is ready`. Told when it does not happen. */
  readonly expected?: string;
}

/** What identifies a check for people, beside its id. */
export interface CheckText {
  /** `A/V offset, worst segment`. That of the scenario's registry by default, else the id in words. */
  readonly title?: string;
  /** Which one, where a step makes the same check several times: `stream 2`. */
  readonly instance?: string;
}

/** A value that must equal the expected one; lists and objects are compared item by item. */
export interface ExactCheck extends CheckText {
  readonly actual: Json;
  readonly expected: Json;
  readonly unit?: string;
  /** Where the expectation comes from, or what the reader should know about this value. */
  readonly note?: string;
}

/** A number that must lie within bounds. One that is not finite counts as not measured. */
export interface NumberCheck extends CheckText {
  readonly actual: number;
  readonly limit: NumberLimit;
  /** `ms`, `frames`, `dBFS`, `of 30`: a number without one says nothing. */
  readonly unit: string;
  /** Where the limit comes from, or what the reader should know about this value. */
  readonly note?: string;
}

/** Why something could not be measured. */
export interface NotMeasured extends CheckText {
  readonly reason: string;
}

/** A value that has no limit. */
export interface RecordedValue extends CheckText {
  readonly value: Json;
  readonly unit?: string;
  /** What the reader should know about this value. */
  readonly note?: string;
}

/**
 * The checks of a family of scenarios, by id. It gives each check its title, and lets a configuration name the checks
 * that it leaves out.
 */
export type CheckRegistry = Readonly<Record<string, CheckDefinition>>;

export interface CheckDefinition {
  readonly title: string;
}

/** What a step may do. Everything it does through this context is in the event log. */
export interface StepContext<CheckId extends string = string> {
  /** Aborted when the step is over its time, the run is interrupted, or a service that it needs has died. */
  readonly signal: AbortSignal;
  /**
   * Compares a value with its limit and records the result. A failed check fails the step at its end, not at once.
   *
   * @param id stable and kebab-case: `av-offset-max`
   * @returns whether the value is within its limit
   * @example ctx.check('av-offset-max', { title: 'A/V offset, worst segment', actual: 24, limit: { max: 120 }, unit: 'ms' });
   */
  check(id: CheckId, check: ExactCheck | NumberCheck): boolean;
  /**
   * Records that a check could not be made. The step is then inconclusive, never passed.
   *
   * @example ctx.notMeasured('av-offset-max', { reason: 'the output has no audio' });
   */
  notMeasured(id: CheckId, notMeasured: NotMeasured): void;
  /**
   * Records a value that has no limit.
   *
   * @example ctx.record('output-similarity', { title: 'Similarity to the dub', value: [0.97, 0.96] });
   */
  record(id: CheckId, recorded: RecordedValue): void;
  /** Asks `probe` until its answer satisfies; each attempt is recorded. Throws a `PollTimeoutError`. */
  poll<T>(name: string, probe: (signal: AbortSignal) => Promise<T>, options: PollOptions<T>): Promise<T>;
  /**
   * An observation of the live pipeline, kept in the run folder as `evidence/<name>.json`. When a run is judged
   * again it is read from there and `collect` is not called. The name becomes a file's: letters, digits, `.`,
   * `_` and `-`. Throws an `EvidenceError` when `parser` refuses what was found.
   */
  evidence<T>(name: string, parser: Parser<T>, collect: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Writes a file into the run folder and names it in the report; resolves to its path in the run folder. */
  attach(name: string, content: string | Uint8Array, contentType: string): Promise<string>;
  /** Names a file that already lies in the run folder. */
  attachFile(name: string, pathInRunFolder: string, contentType: string): void;
  /** The output of an earlier step. Throws when that step has none. */
  outputOf<T>(stepId: string, parser: Parser<T>): T;
  /** A line of the step's own in the event log. */
  log(level: LogLevel, message: string, data?: Json): void;
  /** Ends the step as skipped. */
  skip(reason: string): never;
}

/**
 * One step. `Rig` is what the scenario gives its steps to work with: environment, publisher, monitor, …
 * `CheckId` narrows the ids that its checks may have.
 */
export interface Step<Rig, CheckId extends string = string> {
  readonly id: string;
  readonly title: string;
  /** For all attempts together: trying again does not make a limit longer. */
  readonly timeoutMs: number;
  readonly retry?: {
    /** How often it is tried again after the first attempt. */
    readonly count: number;
    readonly delayMs: number;
    readonly when?: (error: unknown) => boolean;
  };
  /** When it fails the steps after it are not run, unless it only could not measure something. True by default. */
  readonly critical?: boolean;
  /** Runs even when an earlier step failed, though not after an interruption. False by default. */
  readonly always?: boolean;
  /**
   * Needs the running pipeline: it cannot be judged again from what was kept of it. The first such step starts the
   * pipeline. False by default.
   */
  readonly live?: boolean;
  run(ctx: StepContext<CheckId>, rig: Rig): Promise<Json | undefined>;
}

/** What a run has come to so far. `interrupted`: it was ended before its time, by whom or whatever. */
export type InterimStatus = 'passed' | 'failed' | 'interrupted';

/** Looks for what has made a step fail. What it throws is told, and explains nothing. */
export type FailureProbe = (signal: AbortSignal) => Promise<RootCauseError | undefined>;

/** A run as the rig sees it. */
export interface RunContext {
  readonly runId: string;
  readonly scenarioId: string;
  /** Absolute path of the run folder. */
  readonly folder: string;
  /** Aborted when the run is over or interrupted. */
  readonly signal: AbortSignal;
  readonly interimStatus: InterimStatus;
  /** Milliseconds since the run started, on the event log's clock. */
  nowMs(): number;
  /** A line of somebody's log. What the source `harness` warns of is always shown on the console. */
  log(source: string, level: LogLevel, message: string, data?: Json): void;
  /** Something that was seen on an interface: an event, a sample, a call. */
  observe(source: string, name: string, data: Json): void;
  /**
   * Registers what ends something, BEFORE that thing is started. Called in reverse order, whatever happens; one
   * that throws or takes too long fails a run that would have passed. Throws a `RunEndedError` after the end.
   */
  defer(name: string, teardown: () => Promise<void> | void): void;
  /**
   * Fails the step that is running, or the next one when none is, with `error`: for something outside the step
   * that makes it pointless.
   */
  failStep(error: Error): void;
  /**
   * Registers what looks for a broken part when a step has failed: what it finds is the step's error, and what the step
   * said goes below it. It has 5 s.
   */
  onFailureDiagnose(probe: FailureProbe): void;
}

/** A scenario is data: ordered steps, and how to make the rig that they share. */
export interface Scenario<Rig> {
  readonly id: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** What it was run with, for the report. */
  readonly params: Json;
  /** Titles of the checks that its steps make, by id. */
  readonly checks?: CheckRegistry;
  readonly steps: readonly Step<Rig>[];
  /** Makes the rig. Starts nothing: that is step 0's work. */
  createRig(run: RunContext): Rig;
}
