/**
 * Counts the places that fragments hold in a session: from the moment they are accepted until the worker says
 * that it has the result. A worker that never says so frees the place `holdMs` after the result.
 */
export class InflightPlaces {
  readonly #holdMs: number;
  /** Fragment id → when its place is freed at the latest; `Infinity` before the result went out. */
  readonly #places = new Map<string, number>();

  constructor(holdMs: number) {
    this.#holdMs = holdMs;
  }

  taken(nowMs: number): number {
    for (const [fragmentId, freeAtMs] of this.#places) {
      if (freeAtMs <= nowMs) this.#places.delete(fragmentId);
    }
    return this.#places.size;
  }

  take(fragmentId: string): void {
    this.#places.set(fragmentId, Number.POSITIVE_INFINITY);
  }

  /** The result went out. */
  answered(fragmentId: string, nowMs: number): void {
    if (this.#places.has(fragmentId)) this.#places.set(fragmentId, nowMs + this.#holdMs);
  }

  /** The worker has the result. */
  free(fragmentId: string): void {
    this.#places.delete(fragmentId);
  }

  /** When the next place is freed without the worker's doing; `undefined` when none will be. */
  nextFreeMs(): number | undefined {
    const nextMs = Math.min(...this.#places.values());
    return Number.isFinite(nextMs) ? nextMs : undefined;
  }
}
