import { join, relative } from 'node:path';
import { formatValue } from '../../harness/engine/check-text.ts';
import type { ErrorRecord, RunEvent, StepResult } from '../../harness/engine/event.ts';
import type { Reporter } from '../../harness/engine/run-folder/reporter.ts';
import { RunResultBuilder } from '../../harness/engine/run-folder/run-result.ts';
import { plainLine } from '../format/plain-text.ts';
import { formatDuration } from '../format/values.ts';
import { retryReason } from '../outcome.ts';
import { LogTail } from '../recorded-runs/log-tail.ts';
import { loggedProblemLines, nextLines, verdictLine } from './closing-lines.ts';
import { errorLines } from './error-lines.ts';
import { eventLine } from './event-line.ts';
import { LiveLine } from './live-line.ts';
import { indent, WARNINGS } from './step-lines.ts';
import { StepPrinter } from './step-printer.ts';
import { colours, isInteractive, noColours, type OutputStream, type Paint } from './terminal.ts';

export interface ConsoleOptions {
  readonly stream: OutputStream;
  readonly env: NodeJS.ProcessEnv;
  /** Prints every poll, observation and log line, not only warnings of the harness. */
  readonly verbose: boolean;
  /** Paths inside it are printed relative to it. */
  readonly workingFolder: string;
  /** The file of the run folder that the last line names, or `.` for the folder. */
  readonly reportFile: string;
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

const LOG_TAIL_LENGTH = 8;
/** Limits the lines that accumulate while a prompt waits, possibly for hours. */
const MAX_HELD_LINES = 200;

/** Prints a run as it happens, with colours and a live line on a terminal. */
export class ConsoleReporter implements Reporter {
  readonly name = 'console';
  readonly #options: ConsoleOptions;
  readonly #paint: Paint;
  readonly #isInteractive: boolean;
  readonly #live: LiveLine;
  readonly #run = new RunResultBuilder();
  /** Number of the first step whose evidence was kept. */
  #firstKept: number | undefined;
  /** By step number; a retried step replaces its earlier result. */
  readonly #results = new Map<number, StepResult>();
  readonly #steps: StepPrinter;
  #stepCount = 0;
  readonly #logTail = new LogTail(LOG_TAIL_LENGTH);
  /** The latest poll of the current step, for the live line. */
  #latestPoll = '';
  /** Lines held back while a prompt waits for an answer; undefined otherwise. */
  #heldLines: string[] | undefined;
  #end: EventOf<'run:end'> | undefined;
  #isRetry = false;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.#isInteractive = isInteractive(options.stream, options.env);
    this.#paint = this.#isInteractive ? colours : noColours;
    this.#live = new LiveLine(options.stream);
    this.#steps = new StepPrinter({
      print: (lines) => this.#print(lines),
      paint: this.#paint,
      verbose: options.verbose,
      width: options.stream.columns ?? Number.POSITIVE_INFINITY,
    });
  }

  /** Prints a message that is not in the event log. */
  notice(text: string): void {
    this.#print([this.#paint('yellow', text)]);
  }

  /** Removes the live line and holds back output until the next step starts or ends, for a prompt. */
  hold(): void {
    this.#live.stop();
    this.#steps.release();
    this.#heldLines ??= [];
  }

  event(event: RunEvent): void {
    this.#run.add(event);
    if (event.type === 'step:start' || event.type === 'step:end' || event.type === 'run:end') this.#release();
    switch (event.type) {
      case 'run:start':
        this.#startRun(event);
        break;
      case 'step:start':
        this.#startStep(event);
        break;
      case 'poll':
        this.#latestPoll = plainLine(`${event.name}: ${event.error ?? formatValue(event.value ?? null)}`);
        this.#printEvent(event);
        break;
      case 'log':
        if (!this.#printEvent(event)) this.#logTail.add(event);
        break;
      case 'observation':
        this.#printEvent(event);
        break;
      case 'attachment':
        if (event.path.startsWith('evidence/')) this.#firstKept ??= event.during;
        break;
      case 'step:end':
        this.#endStep(event.result);
        break;
      case 'diagnosis':
        this.#steps.diagnose(event.diagnosis);
        break;
      case 'shutdown':
        this.#steps.release();
        break;
      case 'teardown':
        this.#steps.release();
        if (event.error !== undefined) this.#failTeardown(event.name, event.error);
        break;
      case 'run:end':
        this.#endRun(event);
        break;
      default:
    }
  }

  finish(runFolder: string): void {
    if (this.#end === undefined) return;
    const report = join(runFolder, this.#options.reportFile);
    const nearby = relative(this.#options.workingFolder, report);
    const path = nearby.startsWith('..') ? report : nearby;
    const flaky = this.#end.status === 'passed' && this.#isRetry;
    const results = [...this.#results.values()];
    const run = this.#run.result();
    const next = nextLines(run, {
      ...{ firstKept: this.#firstKept, paint: this.#paint, printed: this.#steps.diagnosis?.next },
      width: this.#options.stream.columns,
    });
    const problems = loggedProblemLines(run, this.#paint);
    const verdict = verdictLine({ ...this.#end, flaky }, results, run, path, this.#paint);
    this.#print([...next, ...problems, '', verdict]);
  }

  /** Prints the lines that {@link hold} held back. */
  #release(): void {
    const lines = this.#heldLines ?? [];
    this.#heldLines = undefined;
    if (lines.length > 0) this.#print(lines);
  }

  #startRun({ scenario, environment, runId, steps, earlier = [] }: EventOf<'run:start'>): void {
    this.#isRetry = earlier.length > 0;
    this.#steps.idWidth = Math.max(0, ...steps.map(({ id }) => plainLine(id).length));
    this.#stepCount = steps.length;
    const id = this.#paint('bold', plainLine(scenario.id));
    const details = this.#paint('dim', `environment ${plainLine(environment)} · ${runId}`);
    const retries = earlier
      .slice(-1)
      .map((run) => plainLine(`attempt ${earlier.length + 1}: ${retryReason(run)}`))
      .map((text) => this.#paint('yellow', text));
    this.#print([`${id}  ${plainLine(scenario.title)}`, details, ...retries, '']);
  }

  #startStep({ step, timeoutMs, attempt, atMs }: EventOf<'step:start'>): void {
    this.#latestPoll = '';
    if (attempt > 1) return;
    this.#logTail.startStep(atMs);
    const startedMs = performance.now();
    const name = `${step.number} ${plainLine(step.id).padEnd(this.#steps.idWidth)}`;
    this.#showLive(() => {
      const elapsed = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
      const limit = this.#paint('dim', `of ${formatDuration(timeoutMs)}`);
      return `${name} ${elapsed.padStart(9)} ${limit}  ${this.#paint('dim', this.#latestPoll)}`;
    });
  }

  #endStep(result: StepResult): void {
    this.#results.set(result.number, result);
    this.#live.stop();
    this.#steps.endStep(result, this.#logTail.lines());
    if (this.#results.size === this.#stepCount) this.#showLive(() => 'cleaning up');
  }

  #endRun(event: EventOf<'run:end'>): void {
    this.#end = event;
    this.#live.stop();
    this.#steps.release();
    const { error, status } = event;
    if (
      error === undefined ||
      [...this.#results.values()].some((result) => result.error?.message === error.message)
    )
      return;
    if (status === 'interrupted') this.notice(plainLine(error.message));
    else this.#print(errorLines(error, this.#paint));
  }

  #failTeardown(name: string, error: ErrorRecord): void {
    const heading = this.#paint('red', plainLine(`could not clean up "${name}"`));
    this.#print([heading, ...indent(errorLines(error, this.#paint), 4)]);
  }

  /** Prints an event with `verbose`, and warnings of the harness always. @returns whether it was printed */
  #printEvent(event: Parameters<typeof eventLine>[0]): boolean {
    const isWarning = event.type === 'log' && event.source === 'harness' && WARNINGS.has(event.level);
    if (!this.#options.verbose && !isWarning) return false;
    const line = `    ${eventLine(event, this.#paint)}`;
    if (!this.#options.verbose && this.#steps.holdLines([line])) return true;
    if (this.#heldLines === undefined) this.#print([line]);
    else {
      this.#heldLines.push(line);
      if (this.#heldLines.length > MAX_HELD_LINES) this.#heldLines.shift();
    }
    return true;
  }

  #showLive(text: () => string): void {
    if (this.#isInteractive) this.#live.start(text);
  }

  #print(lines: readonly string[]): void {
    this.#live.above(`${lines.join('\n')}\n`);
  }
}
