import { join, relative } from 'node:path';
import type { StepResult } from '../../harness/engine/event.ts';
import { stepBlock } from '../../reports/console/step-lines.ts';
import { noColours } from '../../reports/console/terminal.ts';

/** A step of a scenario did not pass. The message is what the console would say of it, and where all of it is. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly result: StepResult;

  /** @param runFolder absolute path */
  constructor(result: StepResult, runFolder: string) {
    const lines = stepBlock(result, [], { idWidth: result.id.length, verbose: false, paint: noColours });
    const report = relative(process.cwd(), join(runFolder, 'index.html'));
    super([...lines, `    report: ${report}`].join('\n'));
    this.result = result;
    // Where it was noticed says nothing of where it comes from.
    this.stack = '';
  }
}
