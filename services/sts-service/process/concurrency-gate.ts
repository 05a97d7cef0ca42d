/** Lets a limited number of tasks run at once; the others wait in line. */
export class ConcurrencyGate {
  #free: number;
  readonly #line: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /**
   * Waits for a place.
   *
   * @returns gives the place back; to be called once
   * @throws the reason of `signal` when it is aborted before there is a place
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#queue(signal);
    return () => {
      const next = this.#line.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }

  async #queue(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      this.#line.splice(this.#line.indexOf(resolve), 1);
      reject(signal.reason);
    };
    this.#line.push(resolve);
    signal.addEventListener('abort', leave, { once: true });
    // Whoever gives its place away calls `resolve` out of line: from then on the signal has nothing to take back.
    await promise.finally(() => signal.removeEventListener('abort', leave));
  }
}
