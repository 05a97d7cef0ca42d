import { z } from 'zod';
import type { ErrorRecord, RunEvent, StepResult } from '../../../harness/engine/event.ts';
import { type RunResult, RunResultBuilder } from '../../../harness/engine/run-folder/run-result.ts';
import type { Diagnosis } from '../../../harness/run-data/diagnosis.ts';
import { parseDiagnosis } from '../../diagnosis/parse-diagnosis.ts';
import { boundsOf } from '../../format/values.ts';
import { failedStep } from '../../outcome.ts';
import { readEvents } from '../../recorded-runs/read-run.ts';
import { type StepCommand, stepCommands } from '../../step-commands.ts';
import { type CauseView, causeOf, type FailureView, isLogLine, rowsAround } from './failure-view.ts';
import { FragmentTraces, type StreamTimes } from './fragment-traces.ts';
import type { FragmentView } from './fragment-view.ts';
import { type Lane, LaneEvents } from './lane-events.ts';
import { LogBook, type LogBookLimits, type LogBookRow, type LogBookView } from './log-book.ts';
import { MetricLines, type MetricView } from './metric-series.ts';
import { type OutputView, readOutput } from './output-view.ts';
import { type PollTrail, PollTrails } from './poll-trails.ts';

const LOG_TAIL = 40;
/** The check of the measured A/V offset. The second id is that of runs recorded before checks had ids. */
const AV_OFFSET_CHECKS = ['av-offset-measured', 'a-v-delta-measured'];

/** A file in the run folder that a step attached. */
export interface AttachmentView {
  readonly name: string;
  /** In the run folder. */
  readonly path: string;
  readonly contentType: string;
}

/** A step as the page shows it. */
export interface StepView {
  readonly result: StepResult;
  /** On the run's clock; absent when the step did not run. */
  readonly startMs?: number;
  readonly polls: readonly PollTrail[];
  readonly attachments: readonly AttachmentView[];
  /** The number of log rows during the step. */
  readonly logRows: number;
  /** The last log lines during the step. */
  readonly logTail: readonly LogBookRow[];
  readonly commands: readonly StepCommand[];
}

/** A run as the page shows it. */
export interface RunView {
  readonly result: RunResult;
  readonly steps: readonly StepView[];
  readonly diagnosis?: Diagnosis;
  /** Absent when the run passed. */
  readonly failure?: FailureView;
  readonly failedTeardowns: readonly { readonly name: string; readonly error: ErrorRecord }[];
  readonly lanes: readonly Lane[];
  readonly fragments: readonly FragmentView[];
  /** Absent when nothing was captured or measured. */
  readonly output?: OutputView;
  readonly metrics: readonly MetricView[];
  readonly log: LogBookView;
}

/** Folds the events of a run, complete or not, into its view. */
export class RunViewBuilder {
  readonly #result = new RunResultBuilder();
  readonly #polls = new PollTrails();
  readonly #fragments = new FragmentTraces();
  readonly #lanes = new LaneEvents();
  readonly #metrics = new MetricLines();
  readonly #clock = new StreamClock();
  readonly #log: LogBook;
  readonly #starts = new Map<number, number>();
  readonly #ends = new Map<number, number>();
  readonly #attachments = new Map<number | undefined, AttachmentView[]>();
  readonly #causes: CauseView[] = [];
  readonly #failedTeardowns: { name: string; error: ErrorRecord }[] = [];

  /** @param logLimits how much of the log the page contains */
  constructor(logLimits?: LogBookLimits) {
    this.#log = new LogBook(logLimits);
  }

  add(event: RunEvent): void {
    for (const part of [this.#result, this.#fragments, this.#lanes, this.#metrics, this.#clock, this.#log])
      part.add(event);
    switch (event.type) {
      case 'step:start':
        if (event.attempt === 1) this.#starts.set(event.step.number, event.atMs);
        break;
      case 'step:end':
        this.#ends.set(event.result.number, event.atMs);
        break;
      case 'poll':
        this.#polls.add(event);
        break;
      case 'attachment': {
        const { name, path, contentType, during } = event;
        const known = this.#attachments.get(during) ?? [];
        this.#attachments.set(during, [...known, { name, path, contentType }]);
        break;
      }
      case 'teardown':
        if (event.error !== undefined) this.#failedTeardowns.push({ name: event.name, error: event.error });
        break;
      case 'observation': {
        const cause = causeOf(event);
        if (cause !== undefined) this.#causes.push(cause);
        break;
      }
      default:
    }
  }

  /** @throws {EmptyRunError} when the log does not contain the start of the run */
  view(): RunView {
    const result = this.#result.result();
    const log = this.#log.view();
    const failure = this.#failure(result, log);
    const output = this.#output(result);
    const diagnosis = parseDiagnosis(result.diagnosis);
    return {
      result,
      ...(diagnosis !== undefined && { diagnosis }),
      steps: this.#steps(result, log),
      ...(failure !== undefined && { failure }),
      failedTeardowns: this.#failedTeardowns,
      lanes: this.#lanes.view(),
      fragments: this.#fragments.view(this.#clock.times(result)),
      ...(output !== undefined && { output }),
      metrics: this.#metrics.view(),
      log,
    };
  }

  #steps(result: RunResult, { rows }: LogBookView): StepView[] {
    const rowsOf = Map.groupBy(rows, ({ step }) => step);
    const firstKept = result.steps.find(({ number }) =>
      this.#attachments.get(number)?.some(({ path }) => path.startsWith('evidence/')),
    )?.number;
    return result.steps.map((step) => {
      const startMs = this.#starts.get(step.number);
      const rows = rowsOf.get(step.number) ?? [];
      return {
        result: step,
        ...(startMs !== undefined && { startMs }),
        polls: this.#polls.ofStep(step.number),
        attachments: this.#attachments.get(step.number) ?? [],
        logRows: rows.length,
        logTail: rows.filter(isLogLine).slice(-LOG_TAIL),
        commands: stepCommands(result, step, firstKept),
      };
    });
  }

  #failure(result: RunResult, { rows }: LogBookView): FailureView | undefined {
    if (result.status === 'passed') return undefined;
    const step = failedStep(result);
    const error = step?.error ?? result.error;
    const atMs = (step && this.#ends.get(step.number)) ?? result.durationMs;
    return {
      ...(step !== undefined && { step }),
      ...(error !== undefined && { error }),
      failedChecks: step?.checks.filter(({ status }) => status !== 'passed') ?? [],
      polls: step === undefined ? [] : this.#polls.ofStep(step.number),
      atMs,
      nearby: rowsAround(rows, atMs),
      causes: this.#causes,
    };
  }

  #output({ steps }: RunResult): OutputView | undefined {
    const attachments = [...this.#attachments.values()].flat();
    const capture = attachments.findLast(({ contentType }) => contentType.startsWith('video/'));
    const measured = steps.flatMap(({ output }) => readOutput(output) ?? []).at(-1);
    if (capture === undefined && measured === undefined) return undefined;
    const checks = steps.flatMap((step) => step.checks);
    const offsetLimitMs = boundsOf(checks.find(({ id }) => AV_OFFSET_CHECKS.includes(id))?.limit);
    return {
      ...(capture !== undefined && { capturePath: capture.path }),
      ...(measured !== undefined && { measured }),
      ...(offsetLimitMs !== undefined && { offsetLimitMs }),
    };
  }
}

const publishedSchema = z.object({ publishedAtMs: z.number() });
const endedSchema = z.object({ endedAtMs: z.number() });

/** Determines when the stream was published and when its output ended. */
class StreamClock {
  #publishedMs: number | undefined;
  #endedMs: number | undefined;

  add(event: RunEvent): void {
    if (event.type === 'observation' && event.source === 'output') {
      this.#endedMs ??= endedSchema.safeParse(event.data).data?.endedAtMs;
    } else if (event.type === 'step:end') {
      this.#publishedMs ??= publishedSchema.safeParse(event.result.output).data?.publishedAtMs;
    }
  }

  times({ steps }: RunResult): StreamTimes {
    const durationS = steps.flatMap(({ output }) => readOutput(output)?.durationS ?? []).at(-1);
    return {
      ...(this.#publishedMs !== undefined && { publishedMs: this.#publishedMs }),
      // The audio paces the output, so its end is the best known point of its clock.
      ...(this.#endedMs !== undefined &&
        durationS !== undefined && { outputZeroMs: this.#endedMs - durationS * 1000 }),
    };
  }
}

/**
 * Reads the event log of a run, complete or not.
 *
 * @throws {EmptyRunError} when the log does not contain the start of the run
 */
export async function readRunView(runFolder: string): Promise<RunView> {
  const builder = new RunViewBuilder();
  for await (const event of readEvents(runFolder)) builder.add(event);
  return builder.view();
}
