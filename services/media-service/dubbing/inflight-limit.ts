/** Lets at most `limit` holders in at a time, first come, first served. */
export class InflightLimit {
  readonly #limit: number;
  readonly #onChange: (held: number) => void;
  readonly #queue: (() => void)[] = [];
  #held = 0;

  /** @param onChange told how many places are held whenever that changes */
  constructor(limit: number, onChange: (held: number) => void) {
    this.#limit = limit;
    this.#onChange = onChange;
  }

  /**
   * Waits for a place.
   *
   * @returns true when the place is held now; false when none came free within `withinMs`
   */
  async acquire(withinMs: number): Promise<boolean> {
    if (this.#held < this.#limit) {
      this.#onChange(++this.#held);
      return true;
    }
    return await new Promise<boolean>((resolve) => {
      const enter = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(enter), 1);
        resolve(false);
      }, withinMs);
      this.#queue.push(enter);
    });
  }

  release(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#onChange(--this.#held);
    else next();
  }
}
