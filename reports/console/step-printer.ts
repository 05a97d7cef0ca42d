import type { Json, StepResult } from '../../harness/engine/event.ts';
import type { Diagnosis } from '../../harness/run-data/diagnosis.ts';
import { diagnosisBlock } from '../diagnosis/diagnosis-block.ts';
import { parseDiagnosis } from '../diagnosis/parse-diagnosis.ts';
import { plainLine } from '../format/plain-text.ts';
import type { LogEvent } from '../recorded-runs/log-tail.ts';
import { indent, stepBlock, stepDetails, stepLine } from './step-lines.ts';
import type { Paint } from './terminal.ts';

export interface StepPrinterOptions {
  readonly print: (lines: readonly string[]) => void;
  readonly paint: Paint;
  readonly verbose: boolean;
  /** Of the terminal, in characters; infinite without one. */
  readonly width: number;
}

const INDENT = 4;

/**
 * Prints steps that have ended. From the first failed one on, everything but its line is held back until the run is
 * diagnosed, because the cause precedes all details.
 */
export class StepPrinter {
  /** Length of the longest step id of the scenario. */
  idWidth = 0;
  readonly #options: StepPrinterOptions;
  /** Prints what is held back; undefined while nothing is. */
  #held: (() => void)[] | undefined;
  /** No diagnosis will follow, or a prompt has to show everything. */
  #isReleased = false;
  #diagnosis: Diagnosis | undefined;
  /** The number of the step whose line was printed last. */
  #lastStep: number | undefined;

  constructor(options: StepPrinterOptions) {
    this.#options = options;
  }

  get diagnosis(): Diagnosis | undefined {
    return this.#diagnosis;
  }

  /** @param logTail the log lines that lead up to its failure */
  endStep(result: StepResult, logTail: readonly LogEvent[]): void {
    if (this.#held !== undefined) {
      this.#held.push(() => this.#printStep(result, logTail));
    } else if (!this.#isReleased && (result.status === 'failed' || result.status === 'timed-out')) {
      this.#lastStep = result.number;
      this.#options.print([stepLine(result, this.idWidth, this.#options.paint)]);
      this.#held = [() => this.#printDetails(result, logTail)];
    } else this.#printStep(result, logTail);
  }

  /** @returns whether the lines are held back and printed later */
  holdLines(lines: readonly string[]): boolean {
    this.#held?.push(() => this.#options.print(lines));
    return this.#held !== undefined;
  }

  /** Prints the diagnosis, then everything that was held back for it. */
  diagnose(recorded: Json): void {
    const printed = this.#diagnosis;
    const diagnosis = parseDiagnosis(recorded);
    if (diagnosis === undefined) return;
    this.#diagnosis = diagnosis;
    // A run that was paused is diagnosed again when it ends.
    if (printed === undefined || !isSame(printed, diagnosis)) this.#printDiagnosis(diagnosis);
    this.release();
  }

  #printDiagnosis(diagnosis: Diagnosis): void {
    const { paint, width, print } = this.#options;
    const lines = diagnosisBlock(diagnosis, { paint, width: width - INDENT });
    const { number, id } = diagnosis.step;
    const heading = this.#lastStep === number ? [] : ['', paint('bold', plainLine(`${number} ${id}`))];
    print([...heading, ...indent(lines, INDENT), '']);
  }

  /** Prints everything that was held back, and holds nothing back from now on. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#isReleased = true;
    for (const print of held) print();
  }

  #printStep(result: StepResult, logTail: readonly LogEvent[]): void {
    const { idWidth } = this;
    this.#lastStep = result.number;
    this.#options.print(stepBlock(result, logTail, { ...this.#detailOptions(), idWidth }));
  }

  #printDetails(result: StepResult, logTail: readonly LogEvent[]): void {
    const details = stepDetails(result, logTail, this.#detailOptions());
    if (details.length > 0) this.#options.print(details);
  }

  #detailOptions(): Parameters<typeof stepDetails>[2] {
    const { verbose, paint } = this.#options;
    return { verbose, paint, diagnosis: this.#diagnosis };
  }
}

function isSame(a: Diagnosis, b: Diagnosis): boolean {
  return a.verdict === b.verdict && a.step.number === b.step.number;
}
