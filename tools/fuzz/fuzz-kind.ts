import type fc from 'fast-check';
import type { Target } from './target.ts';

/** One invalid input. */
export interface FuzzInput {
  /** For example `hook: invalid field`. */
  readonly kind: string;
  /** The generated values. */
  readonly data: unknown;
  /**
   * Sends the input and checks the answer.
   *
   * @returns a description of the problem; `undefined` when the protocol allows the answer
   */
  check(target: Target): Promise<string | undefined>;
}

/** A kind of invalid input, with a check of the answers to it. */
interface FuzzKind<Data> {
  readonly name: string;
  /** Relative frequency. */
  readonly weight: number;
  readonly data: fc.Arbitrary<Data>;
  readonly check: (data: Data, target: Target) => Promise<string | undefined>;
}

/** The inputs of one kind, as an argument of `fc.oneof`. */
export interface WeightedInputs {
  readonly weight: number;
  readonly arbitrary: fc.Arbitrary<FuzzInput>;
}

export function fuzzKind<Data>({ name, weight, data, check }: FuzzKind<Data>): WeightedInputs {
  const input = (generated: Data): FuzzInput => ({
    kind: name,
    data: generated,
    check: (target) => check(generated, target),
  });
  return { weight, arbitrary: data.map(input) };
}
