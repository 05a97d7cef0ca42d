import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckStatus, ErrorRecord, StepResult } from './event.ts';

/** Frames in this folder are the framework's: how a check is made, not which. */
const FRAMEWORK = `${dirname(import.meta.dirname)}/`;
/** Calls steps: the frames below it belong to whatever runs the scenario. Without its extension, as it may be compiled. */
const STEP_CALLER = `${import.meta.dirname}/execution/run-step.`;
/** `    at async Object.run (file:///work/scenarios/steps/metrics.ts:25:24)`, or without a function. */
const FRAME =
  /^\s+at (?:async )?(?:new )?(?:(?<caller>.+?) \()?(?<file>(?:file:\/\/)?\/.+?):(?<line>\d+):\d+\)?$/;

/**
 * The statement that a stack leads to: `scenarios/steps/metrics.ts:25`, relative to the working folder. It is the nearest
 * frame outside the framework and the installed packages.
 *
 * @param passedOnBy functions with these names are skipped: they pass a call on, as a forwarding context does
 */
export function locationIn(stack: string, passedOnBy: readonly string[] = []): string | undefined {
  for (const text of stack.split('\n')) {
    const { caller = '', file = '', line } = FRAME.exec(text)?.groups ?? {};
    if (line === undefined) continue;
    const path = file.startsWith('file:') ? fileURLToPath(file) : file;
    if (path.startsWith(STEP_CALLER)) return undefined;
    const isForeign = path.startsWith(FRAMEWORK) || path.includes('/node_modules/');
    if (isForeign || passedOnBy.includes(caller.split('.').at(-1) ?? '')) continue;
    const shown = relative(process.cwd(), path);
    return `${shown.startsWith('..') ? path : shown}:${line}`;
  }
  return undefined;
}

/** Where the check or the statement is that failed a step; `undefined` when none was recorded. */
export function locationOf({ checks, error }: StepResult): string | undefined {
  const ofCheck = (status: CheckStatus): string | undefined =>
    checks.find((check) => check.status === status && check.at !== undefined)?.at;
  return error?.at ?? ofCheck('failed') ?? locationOfCause(error) ?? ofCheck('not-measured');
}

/** A root cause was not raised by a statement of the step; the error that it caused was. */
function locationOfCause(error: ErrorRecord | undefined): string | undefined {
  return error === undefined ? undefined : (error.at ?? locationOfCause(error.cause));
}
