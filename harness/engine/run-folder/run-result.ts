import { HarnessError } from '../errors.ts';
import type {
  CheckResult,
  ErrorRecord,
  FailedRun,
  Json,
  LogLevel,
  RunEvent,
  RunStatus,
  StepIdentity,
  StepResult,
  StepStatus,
} from '../event.ts';

/** The result of a run; the content of `result.json`. */
export interface RunResult {
  readonly runId: string;
  readonly scenario: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly environment: string;
  readonly params: Json;
  readonly status: RunStatus;
  /** It passed after failed attempts. */
  readonly flaky?: true;
  /** The failed runs that this one retried, oldest first. */
  readonly earlier?: readonly FailedRun[];
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly steps: readonly StepResult[];
  /**
   * How many warnings the services and the harness logged before the clean-up, which ends sessions and streams on
   * purpose. Absent in results of earlier versions, as are the next two.
   */
  readonly warnings?: number;
  /** How many errors they logged. */
  readonly loggedErrors?: number;
  /** The first of these warnings and errors, at most 20. */
  readonly loggedProblems?: readonly LoggedProblem[];
  /** The error that ended the run, unless a step failed. */
  readonly error?: ErrorRecord;
  /** Why a step failed: the last diagnosis of the run. The scenario defines its shape. */
  readonly diagnosis?: Json;
}

/** A logged warning or error. */
export interface LoggedProblem {
  /** On the run's clock. */
  readonly atMs: number;
  readonly source: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly data?: Json;
}

/** Keeps `result.json` small when a service logs without end; the event log has all of them. */
const MAX_LOGGED_PROBLEMS = 20;

const KILLED: ErrorRecord = {
  name: 'RunKilledError',
  code: 'RUN_KILLED',
  message: 'the event log has no end of the run: the harness was killed, or the run is still in progress',
  fault: 'INCONCLUSIVE',
};

/** An event log without a run. */
class EmptyRunError extends HarnessError {
  constructor() {
    super('the event log has no "run:start": it is empty, or not the log of a run', {
      code: 'EMPTY_RUN',
      fault: 'HARNESS',
    });
  }
}

/** Builds the result of a run from its events. The events may be incomplete. */
export class RunResultBuilder {
  #start: (RunEvent & { readonly type: 'run:start' }) | undefined;
  #end: (RunEvent & { readonly type: 'run:end' }) | undefined;
  readonly #results = new Map<number, StepResult>();
  #current: { step: StepIdentity; startedMs: number; attempt: number; checks: CheckResult[] } | undefined;
  #diagnosis: Json | undefined;
  #lastMs = 0;
  #warnings = 0;
  #loggedErrors = 0;
  readonly #loggedProblems: LoggedProblem[] = [];
  #isCleaningUp = false;

  readonly add = (event: RunEvent): void => {
    this.#lastMs = event.atMs;
    switch (event.type) {
      case 'run:start':
        this.#start = event;
        break;
      case 'step:start': {
        // What was diagnosed before a failed step is retried may be repaired by now.
        if (this.#results.has(event.step.number)) this.#diagnosis = undefined;
        const startedMs = event.attempt === 1 ? event.atMs : (this.#current?.startedMs ?? event.atMs);
        this.#current = { step: event.step, startedMs, attempt: event.attempt, checks: [] };
        break;
      }
      case 'check':
        this.#current?.checks.push(event.check);
        break;
      case 'step:end':
        this.#results.set(event.result.number, event.result);
        this.#current = undefined;
        break;
      case 'diagnosis':
        this.#diagnosis = event.diagnosis;
        break;
      case 'log':
        this.#addLogged(event);
        break;
      case 'shutdown':
      case 'teardown':
        this.#isCleaningUp = true;
        break;
      case 'run:end':
        this.#end = event;
        break;
      default:
    }
  };

  #addLogged({ atMs, source, level, message, data }: RunEvent & { readonly type: 'log' }): void {
    if (this.#isCleaningUp) return;
    if (level === 'warn') this.#warnings += 1;
    else if (level === 'error' || level === 'fatal') this.#loggedErrors += 1;
    else return;
    if (this.#loggedProblems.length === MAX_LOGGED_PROBLEMS) return;
    this.#loggedProblems.push({ atMs, source, level, message, ...(data !== undefined && { data }) });
  }

  /**
   * The result of the events so far.
   *
   * @throws {HarnessError} `EMPTY_RUN` before the start of the run
   */
  result(): RunResult {
    if (this.#start === undefined) throw new EmptyRunError();
    const { runId, scenario, environment, params, startedAt, steps, earlier } = this.#start;
    const error = this.#end === undefined ? KILLED : this.#end.error;
    return {
      runId,
      scenario: scenario.id,
      title: scenario.title,
      tags: scenario.tags,
      environment,
      params,
      status: this.#end?.status ?? 'interrupted',
      ...(earlier !== undefined && this.#end?.status === 'passed' && { flaky: true }),
      ...(earlier !== undefined && { earlier }),
      startedAt,
      durationMs: this.#end?.durationMs ?? this.#lastMs,
      steps: steps.map((step) => this.#results.get(step.number) ?? this.#unfinished(step)),
      warnings: this.#warnings,
      loggedErrors: this.#loggedErrors,
      loggedProblems: [...this.#loggedProblems],
      ...(error !== undefined && { error }),
      ...(this.#diagnosis !== undefined && { diagnosis: this.#diagnosis }),
    };
  }

  #unfinished(step: StepIdentity): StepResult {
    const current = this.#current;
    if (current?.step.number !== step.number) {
      return {
        ...step,
        status: 'not-run',
        durationMs: 0,
        attempts: 0,
        checks: [],
        reason: 'the run had ended',
      };
    }
    const durationMs = this.#lastMs - current.startedMs;
    const { attempt, checks } = current;
    return { ...step, status: 'interrupted', durationMs, attempts: attempt, checks, error: KILLED };
  }
}

const FAILED: readonly StepStatus[] = ['failed', 'timed-out', 'interrupted'];

/** Reduces a run that did not pass to the form in which its retries record it. */
export function toFailedRun({ runId, status, durationMs, steps, error }: RunResult): FailedRun {
  return {
    runId,
    status,
    durationMs,
    steps: steps
      .filter((step) => FAILED.includes(step.status))
      .map(({ number, id, title, status, durationMs, error }) => ({
        ...{ number, id, title, status, durationMs },
        ...(error !== undefined && { error: withoutDetails(error) }),
      })),
    ...(error !== undefined && { error: withoutDetails(error) }),
  };
}

/** The event log of the run itself has the details. */
function withoutDetails({ name, code, message, fault }: ErrorRecord): ErrorRecord {
  return { name, code, message, fault };
}
