import type { FragmentData } from '../../contracts/fragment.ts';
import type { FaultEffect, RewritePayload, StreamFaults } from '../faults/stream-faults.ts';
import type { TimedResult } from '../processing/fragment-processor.ts';

interface QueuedResult {
  readonly fragment: FragmentData;
  readonly done: TimedResult;
  readonly readyMs: number;
}

interface QueuedNotice {
  readonly send: () => void;
}

/** The part of a session that its dispatcher uses. */
export interface DispatcherSession {
  /** The current faults of the stream. */
  faults(): StreamFaults | undefined;
  send(fragment: FragmentData, done: TimedResult, rewrite?: RewritePayload): void;
  disconnect(reason: string): void;
  /** Called whenever all queued results have been sent. */
  onEmpty(): void;
}

/**
 * Sends results from the sequencer to the worker. Without faults, results are sent at once. Faults delay, change or
 * reroute results, and later results wait for their turn.
 */
export class ResultDispatcher {
  readonly #session: DispatcherSession;
  readonly #closing: AbortSignal;
  readonly #queue: (QueuedResult | QueuedNotice)[] = [];
  /** Results to be sent after the next one. */
  #deferred: QueuedResult[] = [];
  #dispatching: Promise<void> | undefined;

  /** @param closing ends dispatching when it aborts */
  constructor(session: DispatcherSession, closing: AbortSignal) {
    this.#session = session;
    this.#closing = closing;
  }

  /** Number of results that have not been sent. */
  get unsent(): number {
    return this.#queue.filter((entry) => 'fragment' in entry).length + this.#deferred.length;
  }

  /** Resolves when dispatching has ended after `closing`. */
  async stopped(): Promise<void> {
    await this.#dispatching;
  }

  result(fragment: FragmentData, done: TimedResult): void {
    if (this.#dispatching === undefined && this.#session.faults() === undefined) {
      this.#send({ fragment, done, readyMs: 0 });
    } else {
      this.#append({ fragment, done, readyMs: performance.now() });
    }
  }

  /** Sends another event at its position among the results. */
  notice(send: () => void): void {
    if (this.#dispatching === undefined) send();
    else this.#append({ send });
  }

  /** Call it when no more results follow: deferred results are sent. @returns whether all results have been sent */
  drain(): boolean {
    if (this.#queue.length === 0) this.#sendDeferred();
    return this.unsent === 0;
  }

  #append(entry: QueuedResult | QueuedNotice): void {
    this.#queue.push(entry);
    this.#dispatching ??= this.#dispatch();
  }

  async #dispatch(): Promise<void> {
    for (let entry = this.#queue[0]; entry !== undefined; entry = this.#queue[0]) {
      // The entry stays in the queue until it is sent, so that it counts as unsent.
      const send = 'send' in entry ? entry.send : await this.#prepare(entry);
      if (this.#closing.aborted) return;
      send();
      this.#queue.shift();
    }
    this.#dispatching = undefined;
    this.#session.onEmpty();
  }

  /** Applies the faults, including their delay. @returns a function that sends the result */
  async #prepare(entry: QueuedResult): Promise<() => void> {
    const faults = this.#session.faults();
    if (faults === undefined) return () => this.#send(entry);
    const ended = AbortSignal.any([faults.removed, this.#closing]);
    const effect = faults.effectOnNext(entry.fragment.sequence_number);
    const done = await effect.alter(entry.fragment, entry.done, ended);
    await waitOrAbort(entry.readyMs + effect.delayMs - performance.now(), ended);
    if (faults.removed.aborted) return () => this.#send(entry);
    return () => this.#deliver({ ...entry, done }, effect, faults.removed);
  }

  #deliver(entry: QueuedResult, { delivery, rewrite }: FaultEffect, removed: AbortSignal): void {
    if (delivery === 'send') {
      this.#send(entry, rewrite);
    } else if (delivery === 'after-next') {
      this.#deferred.push(entry);
      const release = (): void => this.#sendDeferred();
      removed.addEventListener('abort', release, { once: true, signal: this.#closing });
    } else {
      this.#session.disconnect(`disconnect fault at sequence number ${entry.fragment.sequence_number}`);
    }
  }

  #send({ fragment, done }: QueuedResult, rewrite?: RewritePayload): void {
    this.#session.send(fragment, done, rewrite);
    this.#sendDeferred();
  }

  #sendDeferred(): void {
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const { fragment, done } of deferred) this.#session.send(fragment, done);
  }
}

/**
 * Waits for a time or until a signal aborts; both resolve.
 *
 * @param ms `Infinity` waits for the signal only
 */
export async function waitOrAbort(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : undefined;
  const stop = (): void => resolve();
  signal.addEventListener('abort', stop);
  await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
}
