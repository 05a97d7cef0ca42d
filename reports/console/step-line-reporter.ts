import type { Json, RunEvent, StepStatus } from '../../harness/engine/event.ts';
import type { Reporter } from '../../harness/engine/run-folder/reporter.ts';
import { causeSentences } from '../diagnosis/diagnosis-block.ts';
import { parseDiagnosis } from '../diagnosis/parse-diagnosis.ts';
import { plainLine } from '../format/plain-text.ts';
import { formatDuration } from '../format/values.ts';

/** Steps that did not run are not printed. */
const SIGNS: Readonly<Partial<Record<StepStatus, string>>> = {
  passed: '✓',
  failed: '✗',
  'timed-out': '✗',
  interrupted: '■',
};

/** Prints one line per finished step and diagnosed cause, labelled with its run. For runs in parallel. */
export class StepLineReporter implements Reporter {
  readonly name = 'steps';
  readonly #label: string;
  readonly #write: (line: string) => void;

  constructor(label: string, write: (line: string) => void) {
    this.#label = label;
    this.#write = write;
  }

  event(event: RunEvent): void {
    if (event.type === 'diagnosis') this.#writeCauses(event.diagnosis);
    if (event.type !== 'step:end') return;
    const { number, id, status, durationMs } = event.result;
    const sign = SIGNS[status];
    if (sign === undefined) return;
    const ending = status === 'passed' ? '' : `  ${status.replace('-', ' ')}`;
    const line = `${this.#label}  ${sign} ${number} ${id}  ${formatDuration(durationMs)}${ending}`;
    this.#write(plainLine(line));
  }

  #writeCauses(recorded: Json): void {
    const diagnosis = parseDiagnosis(recorded);
    if (diagnosis === undefined) return;
    for (const line of causeSentences(diagnosis)) this.#write(plainLine(`${this.#label}    ${line}`));
  }
}
