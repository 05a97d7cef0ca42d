import type { FragmentProcessed } from '../../contracts/fragment.ts';
import { DubbingFailure } from './dubbing-failure.ts';

interface Pending {
  resolve(result: FragmentProcessed): void;
  reject(failure: unknown): void;
  isQueued: boolean;
}

/** Sent fragments that wait for their results. */
export class PendingFragments {
  readonly #pending = new Map<string, Pending>();
  readonly #onChange: (size: number) => void;

  /** @param onChange called with the new number of waiting fragments */
  constructor(onChange: (size: number) => void) {
    this.#onChange = onChange;
  }

  /** The number of waiting fragments. */
  get size(): number {
    return this.#pending.size;
  }

  /**
   * Waits for the result of a fragment.
   *
   * @param signal abandons the wait
   * @throws {DubbingFailure} `timeout` when there is no result within `withinMs`, or the failure passed to {@link fail}
   */
  async result(fragmentId: string, withinMs: number, signal: AbortSignal): Promise<FragmentProcessed> {
    const { promise, resolve, reject } = Promise.withResolvers<FragmentProcessed>();
    const pending: Pending = { resolve, reject, isQueued: false };
    const timer = setTimeout(() => {
      const state = pending.isQueued ? 'the fragment was queued' : 'the fragment was not acknowledged';
      const waited = `no result from the STS service within ${Math.round(withinMs)} ms; ${state}`;
      reject(new DubbingFailure('timeout', waited, { countsAsServiceFailure: true }));
    }, withinMs);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    this.#pending.set(fragmentId, pending);
    this.#onChange(this.size);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      this.#pending.delete(fragmentId);
      this.#onChange(this.size);
    }
  }

  /** The service has acknowledged the fragment. */
  queued(fragmentId: string): void {
    const pending = this.#pending.get(fragmentId);
    if (pending !== undefined) pending.isQueued = true;
  }

  /** Delivers a result. @returns false when no fragment waits for it */
  settle(result: FragmentProcessed): boolean {
    const pending = this.#pending.get(result.fragment_id);
    pending?.resolve(result);
    return pending !== undefined;
  }

  /** Fails the wait for a fragment's result. */
  fail(fragmentId: string, failure: DubbingFailure): void {
    this.#pending.get(fragmentId)?.reject(failure);
  }

  /** Fails all waits: the session is lost. A fragment that was never acknowledged counts as a failure of the service. */
  failAll(why: string): void {
    for (const { reject, isQueued } of this.#pending.values())
      reject(new DubbingFailure('disconnected', why, { countsAsServiceFailure: !isQueued }));
  }
}
