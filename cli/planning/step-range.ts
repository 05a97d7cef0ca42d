import type { Step } from '../../harness/engine/scenario.ts';
import { nearestMatch } from '../../lib/nearest-match.ts';
import type { StepFlags } from '../options/step-options.ts';
import { UsageError } from '../usage.ts';

type KnownStep = Pick<Step<unknown>, 'id' | 'live'>;

/** Numbers of the first and the last step, both included. */
export interface StepRange {
  readonly from: number;
  readonly until: number;
}

/**
 * The steps of a live run: the first one brings the pipeline to life, so it is run whatever is asked for.
 *
 * @throws {UsageError} for a step that there is not
 */
export function liveSteps({ step, from, until }: StepFlags, steps: readonly KnownStep[]): StepRange {
  if (step !== undefined && until !== undefined)
    throw new UsageError('--step is the last step: leave --until out');
  const last = numberOf(step ?? until ?? String(steps.length - 1), steps);
  if (from !== undefined) inOrder(numberOf(from, steps), last);
  return { from: 0, until: last };
}

/**
 * The steps of an earlier run that are judged again.
 *
 * @throws {UsageError} for a step that there is not, or that needs the pipeline itself
 */
export function judgedSteps({ step, from, until }: StepFlags, steps: readonly KnownStep[]): StepRange {
  if (step !== undefined && (from !== undefined || until !== undefined)) {
    throw new UsageError('--step is the only step that is judged: leave --from and --until out');
  }
  const first = step ?? from;
  if (first === undefined) {
    throw new UsageError(
      '--run needs --step <step>, the one to judge, or --from <step>, where to begin to judge',
    );
  }
  const range = {
    from: numberOf(first, steps),
    until: numberOf(step ?? until ?? String(steps.length - 1), steps),
  };
  inOrder(range.from, range.until);
  const live = steps.findLastIndex(
    (known, number) => number >= range.from && number <= range.until && known.live,
  );
  if (live === -1) return range;
  const judgeable = steps.flatMap((known, number) => (known.live === true ? [] : [tell(known, number)]));
  throw new UsageError(
    `step ${tell(steps[live] as KnownStep, live)} cannot be judged again, it needs the running pipeline: leave --run out. ` +
      `Those that can: ${judgeable.join(', ') || 'none'}`,
  );
}

function inOrder(first: number, last: number): void {
  if (first > last) throw new UsageError(`step ${first} comes after step ${last}`);
}

function numberOf(wanted: string, steps: readonly KnownStep[]): number {
  const number = steps.findIndex(({ id }, place) => String(place) === wanted || id === wanted);
  if (number !== -1) return number;
  const nearest = nearestMatch(
    wanted,
    steps.map(({ id }) => id),
  );
  const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
  throw new UsageError(`no step '${wanted}'. ${hint}Known: ${steps.map(tell).join(', ')}`);
}

function tell({ id }: KnownStep, number: number): string {
  return `${number} ${id}`;
}
