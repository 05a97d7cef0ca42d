import type { FragmentProcessed } from '../../contracts/fragment.ts';
import { DubbingFailure } from '../dubbing/dubbing-failure.ts';

interface Pending {
  resolve(result: FragmentProcessed): void;
  reject(failure: unknown): void;
}

/** The fragments that have been sent and wait for their results. */
export class PendingFragments {
  readonly #pending = new Map<string, Pending>();

  /** How many wait. */
  get size(): number {
    return this.#pending.size;
  }

  /**
   * Waits for the result of a fragment.
   *
   * @param signal gives up waiting
   * @throws {DubbingFailure} `timeout` when there is none within `withinMs`, or what it is failed with
   */
  async result(fragmentId: string, withinMs: number, signal: AbortSignal): Promise<FragmentProcessed> {
    const { promise, resolve, reject } = Promise.withResolvers<FragmentProcessed>();
    const timer = setTimeout(() => {
      const waited = `no answer from the STS service within ${Math.round(withinMs)} ms of its sending`;
      reject(new DubbingFailure('timeout', waited));
    }, withinMs);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    this.#pending.set(fragmentId, { resolve, reject });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      this.#pending.delete(fragmentId);
    }
  }

  /** A result has come. @returns whether anyone waits for it */
  settle(result: FragmentProcessed): boolean {
    const pending = this.#pending.get(result.fragment_id);
    pending?.resolve(result);
    return pending !== undefined;
  }

  /** One will have no result. */
  fail(fragmentId: string, failure: DubbingFailure): void {
    this.#pending.get(fragmentId)?.reject(failure);
  }

  /** None will have a result. */
  failAll(failure: DubbingFailure): void {
    for (const { reject } of this.#pending.values()) reject(failure);
  }
}
