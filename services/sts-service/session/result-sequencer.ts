/** What the sequencer knows of a sequence number. */
export type SequenceState = 'new' | 'pending' | 'answered';

/** What comes out next: a result, or the news that numbers are given up. `to` is inclusive. */
export type Release<Result> =
  | { readonly kind: 'result'; readonly sequence: number; readonly result: Result }
  | { readonly kind: 'gap'; readonly from: number; readonly to: number };

interface Arrival<Result> {
  readonly arrivedMs: number;
  answer?: { readonly result: Result } | 'elsewhere';
}

/**
 * Puts results back into the order of their sequence numbers, starting at 0. Work may finish in any order and
 * fragments may arrive in any order; what comes out counts up without exception. A number that does not arrive
 * holds back those after it for at most `gapTimeoutMs`, counted from the first arrival of a later one.
 *
 * Holds no clock: every call that depends on time is given it.
 */
export class ResultSequencer<Result> {
  readonly #gapTimeoutMs: number;
  /** In the order in which they came. */
  readonly #arrivals = new Map<number, Arrival<Result>>();
  #next = 0;

  constructor(gapTimeoutMs: number) {
    this.#gapTimeoutMs = gapTimeoutMs;
  }

  /** How many results are still to come out. */
  get unanswered(): number {
    return [...this.#arrivals.values()].filter(({ answer }) => answer !== 'elsewhere').length;
  }

  stateOf(sequence: number): SequenceState {
    if (sequence < this.#next) return 'answered';
    const arrival = this.#arrivals.get(sequence);
    if (arrival === undefined) return 'new';
    return arrival.answer === 'elsewhere' ? 'answered' : 'pending';
  }

  /** A fragment arrived and will get a result. Only for a number whose state is `new`. */
  expect(sequence: number, nowMs: number): void {
    this.#arrivals.set(sequence, { arrivedMs: nowMs });
  }

  /** A fragment arrived and was answered by something else, such as an error. Only for a `new` number. */
  answeredElsewhere(sequence: number, nowMs: number): void {
    this.#arrivals.set(sequence, { arrivedMs: nowMs, answer: 'elsewhere' });
  }

  /** The result of an expected fragment is there. */
  complete(sequence: number, result: Result): void {
    const arrival = this.#arrivals.get(sequence);
    if (arrival !== undefined) arrival.answer = { result };
  }

  /** When the gap before the next result is given up; `undefined` when nothing is missing. */
  gapDeadlineMs(): number | undefined {
    const [first] = this.#arrivals.values();
    if (first === undefined || this.#arrivals.has(this.#next)) return undefined;
    return first.arrivedMs + this.#gapTimeoutMs;
  }

  /** Takes out, in order, all that may go by now. With `Infinity` no gap is waited for. */
  release(nowMs: number): Release<Result>[] {
    const released: Release<Result>[] = [];
    for (;;) {
      const head = this.#arrivals.get(this.#next);
      if (head === undefined) {
        if ((this.gapDeadlineMs() ?? Number.POSITIVE_INFINITY) > nowMs || this.#arrivals.size === 0) break;
        // Not spread into Math.min: there may be more of them than a call can have arguments.
        let to = Number.POSITIVE_INFINITY;
        for (const sequence of this.#arrivals.keys()) to = Math.min(to, sequence - 1);
        released.push({ kind: 'gap', from: this.#next, to });
        this.#next = to + 1;
        continue;
      }
      if (head.answer === undefined) break;
      if (head.answer !== 'elsewhere') {
        released.push({ kind: 'result', sequence: this.#next, result: head.answer.result });
      }
      this.#arrivals.delete(this.#next);
      this.#next += 1;
    }
    return released;
  }
}
