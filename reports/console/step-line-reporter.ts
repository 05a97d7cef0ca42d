import type { RunEvent, StepStatus } from '../../harness/engine/event.ts';
import type { Reporter } from '../../harness/engine/reporter.ts';
import { formatDuration } from '../format/duration.ts';
import { plainLine } from '../format/plain-text.ts';

/** A step that did not run is no news. */
const SIGNS: Readonly<Partial<Record<StepStatus, string>>> = {
  passed: '✓',
  failed: '✗',
  'timed-out': '✗',
  interrupted: '■',
};

/** A line for each step as it ends, with the name of the run: for runs that go on at the same time. */
export class StepLineReporter implements Reporter {
  readonly name = 'steps';
  readonly #label: string;
  readonly #write: (line: string) => void;

  constructor(label: string, write: (line: string) => void) {
    this.#label = label;
    this.#write = write;
  }

  event(event: RunEvent): void {
    if (event.type !== 'step:end') return;
    const { number, id, status, durationMs } = event.result;
    const sign = SIGNS[status];
    if (sign === undefined) return;
    const how = status === 'passed' ? '' : `  ${status.replace('-', ' ')}`;
    const line = `${this.#label}  ${sign} ${number} ${id}  ${formatDuration(durationMs)}${how}`;
    this.#write(plainLine(line));
  }
}
