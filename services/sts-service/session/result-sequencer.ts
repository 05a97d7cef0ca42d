/** State of a sequence number. */
export type SequenceState = 'new' | 'pending' | 'answered';

/** A released result, or a range of skipped numbers (`to` is inclusive). */
export type Release<Result> =
  | { readonly kind: 'result'; readonly sequence: number; readonly result: Result }
  | { readonly kind: 'gap'; readonly from: number; readonly to: number };

interface Arrival<Result> {
  readonly arrivedMs: number;
  answer?: { readonly result: Result } | 'rejected';
}

/**
 * Releases results in the order of their sequence numbers, starting at 0, whatever the order in which fragments arrive
 * and finish. A number that does not arrive holds back later ones for at most `gapTimeoutMs` after the first arrival of a
 * later one, and is then skipped.
 *
 * Callers pass the time.
 */
export class ResultSequencer<Result> {
  readonly #gapTimeoutMs: number;
  /** In order of arrival. */
  readonly #arrivals = new Map<number, Arrival<Result>>();
  #next = 0;

  constructor(gapTimeoutMs: number) {
    this.#gapTimeoutMs = gapTimeoutMs;
  }

  /** Number of results that have not been released. */
  get unanswered(): number {
    return [...this.#arrivals.values()].filter(({ answer }) => answer !== 'rejected').length;
  }

  stateOf(sequence: number): SequenceState {
    if (sequence < this.#next) return 'answered';
    const arrival = this.#arrivals.get(sequence);
    if (arrival === undefined) return 'new';
    return arrival.answer === 'rejected' ? 'answered' : 'pending';
  }

  /** A fragment arrived and will have a result. Only for a `new` number. */
  expect(sequence: number, nowMs: number): void {
    this.#arrivals.set(sequence, { arrivedMs: nowMs });
  }

  /** A fragment arrived and was answered with an error. Only for a `new` number. */
  rejected(sequence: number, nowMs: number): void {
    this.#arrivals.set(sequence, { arrivedMs: nowMs, answer: 'rejected' });
  }

  /** The result of an expected fragment is available. */
  complete(sequence: number, result: Result): void {
    const arrival = this.#arrivals.get(sequence);
    if (arrival !== undefined) arrival.answer = { result };
  }

  /** When the gap before the next result is skipped; `undefined` without a gap. */
  gapDeadlineMs(): number | undefined {
    const [first] = this.#arrivals.values();
    if (first === undefined || this.#arrivals.has(this.#next)) return undefined;
    return first.arrivedMs + this.#gapTimeoutMs;
  }

  /** Releases, in order, everything that is due. `Infinity` skips all gaps at once. */
  release(nowMs: number): Release<Result>[] {
    const released: Release<Result>[] = [];
    for (;;) {
      const head = this.#arrivals.get(this.#next);
      if (head === undefined) {
        if ((this.gapDeadlineMs() ?? Number.POSITIVE_INFINITY) > nowMs || this.#arrivals.size === 0) break;
        // Not Math.min with spread arguments: their number is limited.
        let to = Number.POSITIVE_INFINITY;
        for (const sequence of this.#arrivals.keys()) to = Math.min(to, sequence - 1);
        released.push({ kind: 'gap', from: this.#next, to });
        this.#next = to + 1;
        continue;
      }
      if (head.answer === undefined) break;
      if (head.answer !== 'rejected') {
        released.push({ kind: 'result', sequence: this.#next, result: head.answer.result });
      }
      this.#arrivals.delete(this.#next);
      this.#next += 1;
    }
    return released;
  }
}
