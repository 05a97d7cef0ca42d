import type { LogLevel, RunEvent, StepResult } from '../../harness/engine/event.ts';
import { errorLines } from './error-lines.ts';
import { eventLine } from './event-line.ts';
import { checkLines, stepLine } from './step-lines.ts';
import type { Paint } from './terminal.ts';

/** What a person should know of. */
export const WARNINGS: ReadonlySet<LogLevel> = new Set(['warn', 'error', 'fatal']);

export interface StepBlockOptions {
  /** Characters that the longest step id of the scenario takes. */
  readonly idWidth: number;
  readonly verbose: boolean;
  readonly paint: Paint;
}

/** These only repeat what the lines of the checks say. */
export const TOLD_BY_CHECKS: ReadonlySet<string> = new Set(['CHECK_FAILED', 'NOT_MEASURED']);

/**
 * All that is told of a step that ended: how, what its checks found, and if it failed, why.
 *
 * @param logTail the last lines that were logged during the step
 */
export function stepBlock(
  result: StepResult,
  logTail: readonly Extract<RunEvent, { readonly type: 'log' }>[],
  { idWidth, verbose, paint }: StepBlockOptions,
): string[] {
  const block = [stepLine(result, idWidth, paint), ...indent(checkLines(result.checks, verbose, paint), 4)];
  const { error, status } = result;
  if (error === undefined || status === 'interrupted') return block;
  const toldByChecks = TOLD_BY_CHECKS.has(error.code);
  if (!toldByChecks) block.push(...indent(errorLines(error, paint), 4));
  // Who says that all is well explains no value that is wrong.
  const told = logTail.filter(({ level }) => !toldByChecks || WARNINGS.has(level));
  if (!verbose && told.length > 0) {
    block.push(...indent([paint('dim', 'last log lines')], 4));
    block.push(
      ...indent(
        told.map((event) => eventLine(event, paint)),
        6,
      ),
    );
  }
  return block;
}

export function indent(lines: readonly string[], columns: number): string[] {
  return lines.map((line) => ' '.repeat(columns) + line);
}
