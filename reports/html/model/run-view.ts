import { join } from 'node:path';
import type { ErrorRecord, RunEvent } from '../../../harness/engine/event.ts';
import { readEventLog } from '../../../harness/engine/read-event-log.ts';
import { type RunResult, RunResultBuilder } from '../../../harness/engine/run-result.ts';
import { failedStep } from '../../outcome.ts';
import { stepCommands } from '../../step-commands.ts';
import { type CauseView, causeOf, type FailureView, isLogLine, rowsAround } from './failure-view.ts';
import { FragmentTraces, type StreamTimes } from './fragment-traces.ts';
import type { FragmentView } from './fragment-view.ts';
import { type Lane, LaneEvents } from './lane-events.ts';
import { LogBook, type LogBookLimits, type LogBookView } from './log-book.ts';
import { boundsOf, MetricLines, type MetricView } from './metric-series.ts';
import { type OutputView, outputSchema } from './output-view.ts';
import { PollTrails } from './poll-trails.ts';
import type { AttachmentView, StepView } from './step-view.ts';
import { StreamClock } from './stream-clock.ts';

const LOG_TAIL = 40;
/** Its bounds are drawn in the output section. Runs from before checks had ids use its title. */
const AV_OFFSET_CHECKS = ['av-offset-measured', 'A/V delta measured'];

/** A run as the page tells it: data only. */
export interface RunView {
  readonly result: RunResult;
  readonly steps: readonly StepView[];
  /** Absent when the run passed. */
  readonly failure?: FailureView;
  readonly failedTeardowns: readonly { readonly name: string; readonly error: ErrorRecord }[];
  readonly lanes: readonly Lane[];
  readonly stream: StreamTimes;
  readonly fragments: readonly FragmentView[];
  /** Absent when nothing was captured or measured. */
  readonly output?: OutputView;
  readonly metrics: readonly MetricView[];
  readonly log: LogBookView;
}

/** Folds the events of a run, complete or not, into what the page tells. */
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

  /** @param logLimits how much of the log the page carries */
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

  /** @throws {EmptyRunError} when not even the start of the run is known */
  view(): RunView {
    const result = this.#result.result();
    const log = this.#log.view();
    const stream = this.#clock.times(result);
    const failure = this.#failure(result, log);
    const output = this.#output(result);
    return {
      result,
      steps: this.#steps(result, log),
      ...(failure !== undefined && { failure }),
      failedTeardowns: this.#failedTeardowns,
      lanes: this.#lanes.view(),
      stream,
      fragments: this.#fragments.view(stream),
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
    const atMs = this.#ends.get(step?.number ?? -1) ?? result.durationMs;
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
    const videos = [...this.#attachments.values()].flat();
    const capture = videos.findLast(({ contentType }) => contentType.startsWith('video/'));
    const measured = steps.flatMap(({ output }) => outputSchema.safeParse(output).data ?? []).at(-1);
    if (capture === undefined && measured === undefined) return undefined;
    const checks = steps.flatMap((step) => step.checks);
    const syncLimitMs = boundsOf(checks.find(({ id }) => AV_OFFSET_CHECKS.includes(id)));
    return {
      ...(capture !== undefined && { capturePath: capture.path }),
      ...(measured !== undefined && { measured }),
      ...(syncLimitMs !== undefined && { syncLimitMs }),
    };
  }
}

/**
 * Reads the event log of a run, complete or not.
 *
 * @throws {EmptyRunError} when not even the start of the run is known
 */
export async function readRunView(runFolder: string): Promise<RunView> {
  const builder = new RunViewBuilder();
  for await (const event of readEventLog(join(runFolder, 'events.ndjson'))) builder.add(event);
  return builder.view();
}
