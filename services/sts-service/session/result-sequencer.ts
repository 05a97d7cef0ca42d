/** State of a sequence number. */
export type SequenceState = 'new' | 'pending' | 'answered';

/** A released result, or a range of skipped numbers (`to` is inclusive). */
export type Release<Result> =
  | { readonly kind: 'result'; readonly sequence: number; readonly result: Result }
  | { readonly kind: 'gap'; readonly from: number; readonly to: number };

interface Arrival<Result> {
  readonly arrivedMs: number;
  answer?: { readonly result: Result };
}

/** Maximum of remembered rejected numbers, for clients that send nothing valid. */
const MAX_REJECTED = 1000;

/**
 * Releases results in the order of their sequence numbers, starting at 0, whatever the order in which fragments arrive
 * and finish. A number that does not arrive holds back later ones for at most `gapTimeoutMs` after the first arrival of a
 * later one, and is then skipped. A rejected number holds back nothing, and stays `new` until a later one is released, so
 * that a corrected fragment may follow.
 *
 * Callers pass the time.
 */
export class ResultSequencer<Result> {
  readonly #gapTimeoutMs: number;
  /** In order of arrival. */
  readonly #arrivals = new Map<number, Arrival<Result>>();
  readonly #rejected = new Set<number>();
  #next = 0;

  constructor(gapTimeoutMs: number) {
    this.#gapTimeoutMs = gapTimeoutMs;
  }

  /** Number of results that have not been released. */
  get unanswered(): number {
    return this.#arrivals.size;
  }

  stateOf(sequence: number): SequenceState {
    if (sequence < this.#next) return 'answered';
    return this.#arrivals.has(sequence) ? 'pending' : 'new';
  }

  /** A fragment arrived and will have a result. Only for a `new` number. */
  expect(sequence: number, nowMs: number): void {
    this.#rejected.delete(sequence);
    this.#arrivals.set(sequence, { arrivedMs: nowMs });
  }

  /** A fragment arrived and was answered with an error. Only for a `new` number. */
  rejected(sequence: number): void {
    this.#rejected.add(sequence);
    const [oldest] = this.#rejected;
    if (this.#rejected.size > MAX_REJECTED && oldest !== undefined) this.#rejected.delete(oldest);
  }

  /** The result of an expected fragment is available. */
  complete(sequence: number, result: Result): void {
    const arrival = this.#arrivals.get(sequence);
    if (arrival !== undefined) arrival.answer = { result };
  }

  /** When the gap before the next result is skipped; `undefined` without a gap. */
  gapDeadlineMs(): number | undefined {
    const [first] = this.#arrivals.values();
    if (first === undefined || this.#arrivals.has(this.#awaited())) return undefined;
    return first.arrivedMs + this.#gapTimeoutMs;
  }

  /** Releases, in order, everything that is due. `Infinity` skips all gaps at once. */
  release(nowMs: number): Release<Result>[] {
    const released: Release<Result>[] = [];
    while (this.#arrivals.size > 0) {
      const sequence = this.#awaited();
      const arrival = this.#arrivals.get(sequence);
      if (arrival?.answer !== undefined) {
        released.push({ kind: 'result', sequence, result: arrival.answer.result });
        this.#arrivals.delete(sequence);
        this.#advanceTo(sequence + 1);
      } else if (arrival === undefined && (this.gapDeadlineMs() ?? Number.POSITIVE_INFINITY) <= nowMs) {
        const end = this.#endOfGap(sequence);
        released.push({ kind: 'gap', from: sequence, to: end - 1 });
        this.#advanceTo(end);
      } else {
        break;
      }
    }
    return released;
  }

  /** The first number, from the next one, that was not rejected. */
  #awaited(): number {
    let sequence = this.#next;
    while (this.#rejected.has(sequence)) sequence += 1;
    return sequence;
  }

  /** The first number after a missing one that has arrived, rejected or not. */
  #endOfGap(missing: number): number {
    let end = Number.POSITIVE_INFINITY;
    for (const numbers of [this.#arrivals.keys(), this.#rejected]) {
      for (const sequence of numbers) if (sequence > missing) end = Math.min(end, sequence);
    }
    return end;
  }

  #advanceTo(next: number): void {
    this.#next = next;
    for (const sequence of this.#rejected) if (sequence < next) this.#rejected.delete(sequence);
  }
}
