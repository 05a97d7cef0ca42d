import type fc from 'fast-check';
import type { Target } from './target.ts';

/** One bad input. */
export interface FuzzInput {
  /** Such as `hook: a field is wrong`. */
  readonly kind: string;
  /** All that it is made of. */
  readonly data: unknown;
  /**
   * Sends it, and looks at what comes back.
   *
   * @returns what is wrong with the answer; `undefined` when it is one that the protocol allows
   */
  judge(target: Target): Promise<string | undefined>;
}

/** A kind of bad input, and what may be answered to it. */
interface FuzzKind<Data> {
  readonly name: string;
  /** Its share of all inputs. */
  readonly weight: number;
  readonly data: fc.Arbitrary<Data>;
  readonly judge: (data: Data, target: Target) => Promise<string | undefined>;
}

/** Inputs of one kind, in a form that lists together with others. */
export interface WeightedInputs {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<FuzzInput>;
}

export function fuzzKind<Data>({ name, weight, data, judge }: FuzzKind<Data>): WeightedInputs {
  const input = (made: Data): FuzzInput => ({
    kind: name,
    data: made,
    judge: (target) => judge(made, target),
  });
  return { weight, arbitrary: data.map(input) };
}
