import type { Fault, FaultState, FaultWhen } from '../../contracts/sts-faults.ts';
import { seededRandom } from './seeded-random.ts';

/** The position of a result in its stream. */
export interface ResultPosition {
  readonly sequence: number;
  /** Counted from 1 since the faults were set. */
  readonly nth: number;
}

/** One fault of a plan, with the number of results it was applied to. */
export class ActiveFault {
  readonly fault: Fault;
  readonly #matches: (position: ResultPosition) => boolean;
  #applied = 0;
  #problem: string | undefined;

  constructor(fault: Fault) {
    this.fault = fault;
    this.#matches = matcherOf(fault.when);
  }

  /** Whether it applies to the result at `position`. Call it once per result: random selection is stateful. */
  appliesTo(position: ResultPosition): boolean {
    const matches = this.#matches(position);
    if (!matches || this.#applied >= (this.fault.count ?? Number.POSITIVE_INFINITY)) return false;
    this.#applied += 1;
    return true;
  }

  /** Records that it could not be applied to a matching result. */
  recordProblem(problem: string): void {
    this.#applied -= 1;
    this.#problem = problem;
  }

  describe(): FaultState['faults'][number] {
    return {
      fault: this.fault,
      applied: this.#applied,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }
}

function matcherOf(when: FaultWhen | undefined): (position: ResultPosition) => boolean {
  if (when === undefined) return () => true;
  const { sequence, nth, probability, seed = 0 } = when;
  if (sequence !== undefined) return (position) => position.sequence === sequence;
  if (nth !== undefined) return (position) => position.nth === nth;
  const random = seededRandom(seed);
  return () => random() < (probability ?? 0);
}
