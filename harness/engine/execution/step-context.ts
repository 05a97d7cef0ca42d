import { type CheckLabel, evaluate, requireUsableId } from '../checks.ts';
import type { Clock } from '../clock.ts';
import { HarnessError, RootCauseError } from '../errors.ts';
import type { CheckResult, Json, LogLevel, StepIdentity } from '../event.ts';
import { toJson } from '../json.ts';
import { locationIn } from '../location.ts';
import type { AttachmentStore } from '../run-folder/attachment.ts';
import type { EventLog } from '../run-folder/event-log.ts';
import { type EvidenceStore, evidenceFile } from '../run-folder/evidence.ts';
import { confinedPath } from '../run-folder/file-name.ts';
import type {
  CheckRegistry,
  CheckText,
  ExactCheck,
  NotMeasured,
  NumberCheck,
  Parser,
  PollOptions,
  RecordedValue,
  StepContext,
} from '../scenario.ts';
import { type PollAttempt, type PollSummary, poll } from './poll.ts';
import type { RootCauseWatch } from './root-cause-watch.ts';

/** What the contexts of all steps of a run share. */
export interface StepResources {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly evidence: EvidenceStore;
  readonly attachments: AttachmentStore;
  /** Output of each step, by step id. */
  readonly outputs: ReadonlyMap<string, Json>;
  /** The checks of the scenario. */
  readonly checks?: CheckRegistry | undefined;
  /** Ends polls of steps with `endsEarly`. */
  readonly watch?: RootCauseWatch | undefined;
}

/** What a step has done: the result of the step is built from it. */
export class StepProgress {
  attempt = 0;
  /** The step has ended; its context must not be used any more. */
  ended = false;
  /** Of the current attempt, as everything below. */
  checks: CheckResult[] = [];
  output: Json | undefined;
  lastPoll:
    | { readonly name: string; readonly attempt: PollAttempt; readonly summary: PollSummary }
    | undefined;

  startAttempt(): void {
    this.attempt += 1;
    this.checks = [];
    this.output = undefined;
    this.lastPoll = undefined;
  }
}

/** Thrown by `ctx.skip`; not a failure. */
export class StepSkipped extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`skipped: ${reason}`);
    this.reason = reason;
  }
}

/** A step without an output was requested by its id. */
class NoOutputError extends HarnessError {
  readonly stepId: string;

  constructor(stepId: string, known: readonly string[]) {
    super(`step "${stepId}" has no output; steps with output: ${known.join(', ') || 'none'}`, {
      code: 'NO_OUTPUT',
      fault: 'HARNESS',
    });
    this.stepId = stepId;
  }
}

/** The context of a step was used after the step had ended, by work that the step did not await. */
class StepEndedError extends HarnessError {
  constructor(step: StepIdentity) {
    super(`step "${step.id}" has ended: its context can no longer be used. Await all work in the step`, {
      code: 'STEP_OVER',
      fault: 'HARNESS',
    });
  }
}

/** Reads the outputs of earlier steps. */
export function outputReader(outputs: ReadonlyMap<string, Json>): StepContext['outputOf'] {
  return (stepId, parser) => {
    const output = outputs.get(stepId);
    if (output === undefined) throw new NoOutputError(stepId, [...outputs.keys()]);
    return parser.parse(output);
  };
}

/** The context of one attempt of a step. Records each call in the event log and in `progress`. */
export class RecordingStepContext implements StepContext {
  readonly signal: AbortSignal;
  readonly #step: StepIdentity;
  readonly #resources: StepResources;
  readonly #progress: StepProgress;
  readonly #attempt: number;

  constructor(step: StepIdentity, resources: StepResources, progress: StepProgress, signal: AbortSignal) {
    this.#step = step;
    this.#resources = resources;
    this.#progress = progress;
    this.#attempt = progress.attempt;
    this.signal = signal;
  }

  check(id: string, check: ExactCheck | NumberCheck): boolean {
    const result = evaluate(this.#labelOf(id, check), check);
    this.#record(result, this.check);
    return result.status === 'passed';
  }

  notMeasured(id: string, { reason, inapplicable = false, ...text }: NotMeasured): void {
    const result = {
      ...this.#labelOf(id, text),
      status: 'not-measured',
      actual: null,
      note: reason,
      ...(inapplicable && { inapplicable }),
    } as const;
    this.#record(result, this.notMeasured);
  }

  record(id: string, { value, unit, note, ...text }: RecordedValue): void {
    const result: CheckResult = {
      ...this.#labelOf(id, text),
      status: 'passed',
      actual: toJson(value),
      ...(unit !== undefined && { unit }),
      ...(note !== undefined && { note }),
    };
    this.#record(result, this.record);
  }

  async poll<T>(
    name: string,
    probe: (signal: AbortSignal) => Promise<T>,
    options: PollOptions<T>,
  ): Promise<T> {
    const { clock, log, watch } = this.#resources;
    const onAttempt = (attempt: PollAttempt, summary: PollSummary): void => {
      if (!this.#hasEnded()) this.#progress.lastPoll = { name, attempt, summary };
      log.append({ type: 'poll', name, ...attempt });
    };
    const start = (signal: AbortSignal): Promise<T> =>
      poll(name, probe, options, { clock, signal, onAttempt });
    if (watch === undefined || options.endsEarly === false) return start(this.signal);
    // A forwarding context has a method of the same name.
    const frames = stackAbove(this.poll)
      .split('\n')
      .filter((frame) => !/\.poll \(/.test(frame));
    try {
      return await watch.during(this.signal, start);
    } catch (error) {
      // The watch found it, not a statement of the step: the step is at this poll.
      if (error instanceof RootCauseError && locationIn(error.stack ?? '') === undefined)
        error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
      throw error;
    }
  }

  async evidence<T>(
    name: string,
    parser: Parser<T>,
    collect: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const value = await this.#resources.evidence.obtain(name, parser, () => collect(this.signal));
    this.attachFile(name, evidenceFile(name), 'application/json');
    return value;
  }

  async attach(name: string, content: string | Uint8Array, contentType: string): Promise<string> {
    const path = await this.#resources.attachments.write(name, content);
    this.attachFile(name, path, contentType);
    return path;
  }

  attachFile(name: string, pathInRunFolder: string, contentType: string): void {
    const path = confinedPath(pathInRunFolder);
    this.#resources.log.append({ type: 'attachment', name, path, contentType });
  }

  outputOf<T>(stepId: string, parser: Parser<T>): T {
    return outputReader(this.#resources.outputs)(stepId, parser);
  }

  log(level: LogLevel, message: string, data?: Json): void {
    const source = this.#step.id;
    this.#resources.log.append({ type: 'log', source, level, message, ...(data !== undefined && { data }) });
  }

  skip(reason: string): never {
    throw new StepSkipped(reason);
  }

  #labelOf(id: string, { title, instance }: CheckText): CheckLabel {
    return {
      id,
      title: title ?? this.#resources.checks?.[id]?.title ?? id.replaceAll('-', ' '),
      ...(instance !== undefined && { instance }),
    };
  }

  #hasEnded(): boolean {
    return this.#progress.ended || this.#progress.attempt !== this.#attempt;
  }

  /** @param method that the step called */
  #record(result: CheckResult, method: (...args: never[]) => unknown): void {
    if (this.#hasEnded()) throw new StepEndedError(this.#step);
    requireUsableId(result, this.#progress.checks);
    const at = result.status === 'passed' ? undefined : callSite(method);
    const check = at === undefined ? result : { ...result, at };
    this.#progress.checks.push(check);
    this.#resources.log.append({ type: 'check', check });
  }
}

/** Functions that make a check on behalf of their caller. */
const PASSED_ON_BY = ['check', 'notMeasured', 'notMeasuredAll'];

/** Where a step called a method of its context. */
function callSite(method: (...args: never[]) => unknown): string | undefined {
  return locationIn(stackAbove(method), PASSED_ON_BY);
}

/** The frames that called a method, nearest first. */
function stackAbove(method: (...args: never[]) => unknown): string {
  const here = { stack: '' };
  Error.captureStackTrace(here, method);
  return here.stack.slice(here.stack.indexOf('\n') + 1);
}
