/** Counts the fragments without an answer over all sessions, against what the service takes on at once. */
export class QueueBound {
  readonly max: number;
  #taken = 0;

  constructor(max: number) {
    this.max = max;
  }

  get taken(): number {
    return this.#taken;
  }

  take(): void {
    this.#taken += 1;
  }

  give(count: number): void {
    this.#taken -= count;
  }
}
