import type { FragmentProcessed } from '../../contracts/fragment.ts';
import { DubbingFailure } from '../dubbing/dubbing-failure.ts';

interface Pending {
  resolve(result: FragmentProcessed): void;
  reject(failure: unknown): void;
  isQueued: boolean;
}

/** The fragments that have been sent and wait for their results. */
export class PendingFragments {
  readonly #pending = new Map<string, Pending>();
  readonly #onChange: (size: number) => void;

  /** @param onChange told how many wait whenever that changes */
  constructor(onChange: (size: number) => void) {
    this.#onChange = onChange;
  }

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
    const pending: Pending = { resolve, reject, isQueued: false };
    const timer = setTimeout(() => {
      const known = pending.isQueued ? 'it has queued it' : 'it has not even acknowledged it';
      const waited = `no answer from the STS service within ${Math.round(withinMs)} ms of its sending; ${known}`;
      reject(new DubbingFailure('timeout', waited, { serviceIsIll: true }));
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

  /** The service has it. */
  queued(fragmentId: string): void {
    const pending = this.#pending.get(fragmentId);
    if (pending !== undefined) pending.isQueued = true;
  }

  /** Whether the service has said that it has it. */
  isQueued(fragmentId: string): boolean {
    return this.#pending.get(fragmentId)?.isQueued === true;
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

  /** The session is lost: none will have a result. What the service never said it had is a sending that failed. */
  lost(why: string): void {
    for (const { reject, isQueued } of this.#pending.values())
      reject(new DubbingFailure('disconnected', why, { serviceIsIll: !isQueued }));
  }
}
