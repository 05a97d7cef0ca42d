import type { Step } from '../../harness/engine/scenario.ts';
import { nearestMatch } from '../../lib/nearest-match.ts';
import type { StepFlags } from '../options/step-options.ts';
import { UsageError } from '../usage.ts';

type KnownStep = Pick<Step<unknown>, 'id' | 'live'>;

/** Numbers of the first and the last step, both inclusive. */
export interface StepRange {
  readonly from: number;
  readonly until: number;
}

/**
 * The steps of a live run. It always starts with step 0, which starts the pipeline.
 *
 * @throws {UsageError} for an unknown step
 */
export function liveSteps({ step, from, until }: StepFlags, steps: readonly KnownStep[]): StepRange {
  if (step !== undefined && until !== undefined)
    throw new UsageError('--step names the last step: leave out --until');
  const last = numberOf(step ?? until ?? String(steps.length - 1), steps);
  if (from !== undefined) requireOrder(numberOf(from, steps), last);
  return { from: 0, until: last };
}

/**
 * The steps of an earlier run to re-evaluate.
 *
 * @throws {UsageError} for an unknown step, or one that needs the pipeline
 */
export function reevaluatedSteps({ step, from, until }: StepFlags, steps: readonly KnownStep[]): StepRange {
  if (step !== undefined && (from !== undefined || until !== undefined)) {
    throw new UsageError('--step re-evaluates only this step: leave out --from and --until');
  }
  const first = step ?? from;
  if (first === undefined) {
    throw new UsageError(
      '--run needs --step <step>, the step to re-evaluate, or --from <step>, the first of them',
    );
  }
  const range = {
    from: numberOf(first, steps),
    until: numberOf(step ?? until ?? String(steps.length - 1), steps),
  };
  requireOrder(range.from, range.until);
  const live = steps.findLastIndex(
    (known, number) => number >= range.from && number <= range.until && known.live,
  );
  if (live === -1) return range;
  const recorded = steps.flatMap((known, number) => (known.live === true ? [] : [label(known, number)]));
  throw new UsageError(
    `step ${label(steps[live] as KnownStep, live)} cannot be re-evaluated because it needs the pipeline: ` +
      `leave out --run. Steps that can be re-evaluated: ${recorded.join(', ') || 'none'}`,
  );
}

function requireOrder(first: number, last: number): void {
  if (first > last) throw new UsageError(`step ${first} comes after step ${last}`);
}

function numberOf(typed: string, steps: readonly KnownStep[]): number {
  const number = steps.findIndex(({ id }, index) => String(index) === typed || id === typed);
  if (number !== -1) return number;
  const nearest = nearestMatch(
    typed,
    steps.map(({ id }) => id),
  );
  const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
  throw new UsageError(`no step '${typed}'. ${hint}Known: ${steps.map(label).join(', ')}`);
}

function label({ id }: KnownStep, number: number): string {
  return `${number} ${id}`;
}
