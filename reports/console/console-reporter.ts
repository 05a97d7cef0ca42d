import { join, relative } from 'node:path';
import { formatValue } from '../../harness/engine/check-text.ts';
import type { ErrorRecord, RunEvent, StepResult } from '../../harness/engine/event.ts';
import type { Reporter } from '../../harness/engine/reporter.ts';
import { RunResultBuilder } from '../../harness/engine/run-result.ts';
import { whyAgain } from '../earlier-attempts.ts';
import { formatDuration } from '../format/duration.ts';
import { plainLine } from '../format/plain-text.ts';
import { errorLines } from './error-lines.ts';
import { eventLine } from './event-line.ts';
import { LiveLine } from './live-line.ts';
import { nextLines } from './next-lines.ts';
import { indent, stepBlock, WARNINGS } from './step-block.ts';
import { colours, isLively, noColours, type OutputStream, type Paint } from './terminal.ts';
import { verdictLine } from './verdict-line.ts';

export interface ConsoleOptions {
  readonly stream: OutputStream;
  readonly env: NodeJS.ProcessEnv;
  /** Tells every poll, observation and log line as it comes, not only what the harness warns of. */
  readonly verbose: boolean;
  /** Paths in it are told relative to it. */
  readonly workingFolder: string;
  /** What the last line points to: a file of the run folder, or `.` for the folder. */
  readonly reportFile: string;
}

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

const LOG_TAIL_LENGTH = 8;
/** A question may wait for hours. */
const MAX_HELD_BACK = 200;

/** Tells a run on a terminal, or in plain lines where there is none, as it happens. */
export class ConsoleReporter implements Reporter {
  readonly name = 'console';
  readonly #options: ConsoleOptions;
  readonly #paint: Paint;
  readonly #lively: boolean;
  readonly #live: LiveLine;
  readonly #run = new RunResultBuilder();
  /** Number of the first step whose observations were kept. */
  #firstKept: number | undefined;
  /** By number of step: one that is tried again has a new one. */
  readonly #results = new Map<number, StepResult>();
  #idWidth = 0;
  #stepCount = 0;
  #logTail: EventOf<'log'>[] = [];
  /** What the live line says of the step under way. */
  #lastSeen = '';
  /** What waits for the answer to a question; undefined while none is asked. */
  #heldBack: string[] | undefined;
  #end: EventOf<'run:end'> | undefined;
  #isRetry = false;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.#lively = isLively(options.stream, options.env);
    this.#paint = this.#lively ? colours : noColours;
    this.#live = new LiveLine(options.stream);
  }

  /** Says something that is not in the event log. */
  notice(text: string): void {
    this.#print([this.#paint('yellow', text)]);
  }

  /** Takes away the line that counts, and keeps what would be told beside a question, until a step goes on or ends. */
  hold(): void {
    this.#live.stop();
    this.#heldBack ??= [];
  }

  event(event: RunEvent): void {
    this.#run.add(event);
    if (event.type === 'step:start' || event.type === 'step:end' || event.type === 'run:end') this.#goOn();
    switch (event.type) {
      case 'run:start':
        this.#startRun(event);
        break;
      case 'step:start':
        this.#startStep(event);
        break;
      case 'poll':
        this.#lastSeen = plainLine(`${event.name}: ${event.error ?? formatValue(event.value ?? null)}`);
        this.#tell(event);
        break;
      case 'log':
        if (!this.#tell(event) && event.level !== 'trace' && event.level !== 'debug')
          this.#logTail.push(event);
        if (this.#logTail.length > LOG_TAIL_LENGTH) this.#logTail.shift();
        break;
      case 'observation':
        this.#tell(event);
        break;
      case 'attachment':
        if (event.path.startsWith('evidence/')) this.#firstKept ??= event.during;
        break;
      case 'step:end':
        this.#endStep(event.result);
        break;
      case 'teardown':
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
    const next = nextLines(this.#run.result(), this.#firstKept, this.#paint, this.#options.stream.columns);
    this.#print([...next, '', verdictLine({ ...this.#end, flaky }, results, path, this.#paint)]);
  }

  /** The question was answered. */
  #goOn(): void {
    const lines = this.#heldBack ?? [];
    this.#heldBack = undefined;
    if (lines.length > 0) this.#print(lines);
  }

  #startRun({ scenario, environment, runId, steps, earlier = [] }: EventOf<'run:start'>): void {
    this.#isRetry = earlier.length > 0;
    this.#idWidth = Math.max(0, ...steps.map(({ id }) => plainLine(id).length));
    this.#stepCount = steps.length;
    const what = this.#paint('bold', plainLine(scenario.id));
    const about = this.#paint('dim', `${plainLine(environment)} · ${runId}`);
    const why = earlier.slice(-1).map((run) => plainLine(`attempt ${earlier.length + 1}: ${whyAgain(run)}`));
    const again = why.map((text) => this.#paint('yellow', text));
    this.#print([`${what}  ${plainLine(scenario.title)}`, about, ...again, '']);
  }

  #startStep({ step, timeoutMs, attempt }: EventOf<'step:start'>): void {
    this.#lastSeen = '';
    if (attempt > 1) return;
    this.#logTail = [];
    const startedMs = performance.now();
    const name = `${step.number} ${plainLine(step.id).padEnd(this.#idWidth)}`;
    this.#showLive(() => {
      const elapsed = `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
      const limit = this.#paint('dim', `of ${formatDuration(timeoutMs)}`);
      return `${name} ${elapsed.padStart(9)} ${limit}  ${this.#paint('dim', this.#lastSeen)}`;
    });
  }

  #endStep(result: StepResult): void {
    this.#results.set(result.number, result);
    this.#live.stop();
    const { verbose } = this.#options;
    this.#print(stepBlock(result, this.#logTail, { idWidth: this.#idWidth, verbose, paint: this.#paint }));
    if (this.#results.size === this.#stepCount) this.#showLive(() => 'ending what the run has started');
  }

  #endRun(event: EventOf<'run:end'>): void {
    this.#end = event;
    this.#live.stop();
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
    const heading = this.#paint('red', plainLine(`could not end "${name}"`));
    this.#print([heading, ...indent(errorLines(error, this.#paint), 4)]);
  }

  /** Only with `verbose`; what the harness warns of is always told. @returns whether it was */
  #tell(event: Parameters<typeof eventLine>[0]): boolean {
    const warning = event.type === 'log' && event.source === 'harness' && WARNINGS.has(event.level);
    if (!this.#options.verbose && !warning) return false;
    const line = `    ${eventLine(event, this.#paint)}`;
    if (this.#heldBack === undefined) this.#print([line]);
    else {
      this.#heldBack.push(line);
      if (this.#heldBack.length > MAX_HELD_BACK) this.#heldBack.shift();
    }
    return true;
  }

  #showLive(text: () => string): void {
    if (this.#lively) this.#live.start(text);
  }

  #print(lines: readonly string[]): void {
    this.#live.above(`${lines.join('\n')}\n`);
  }
}
