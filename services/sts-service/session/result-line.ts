import type { FragmentData } from '../../contracts/fragment.ts';
import type { StreamFaults, Tampering } from '../faults/stream-faults.ts';
import { pause } from './pause.ts';
import type { Mangle } from './session-outlet.ts';
import type { TimedResult } from './timed-work.ts';

interface WaitingResult {
  readonly fragment: FragmentData;
  readonly done: TimedResult;
  readonly readyMs: number;
}

/** What a line works with. */
export interface LineEnds {
  /** The faults of the stream that are in force now. */
  faults(): StreamFaults | undefined;
  send(fragment: FragmentData, done: TimedResult, mangle?: Mangle): void;
  disconnect(reason: string): void;
  /** Called each time all has gone out that had to wait. */
  onEmpty(): void;
}

/**
 * The way of results from the sequencer to the worker. They pass it at once; only faults that someone has set for
 * the stream make them wait, change, or take another way, and what comes behind them keeps its place.
 */
export class ResultLine {
  readonly #ends: LineEnds;
  readonly #closing: AbortSignal;
  readonly #waiting: (WaitingResult | { readonly tell: () => void })[] = [];
  #heldBehind: WaitingResult[] = [];
  #moving: Promise<void> | undefined;

  /** @param closing nothing goes out after it is aborted */
  constructor(ends: LineEnds, closing: AbortSignal) {
    this.#ends = ends;
    this.#closing = closing;
  }

  /** Results that have not gone out. */
  get unsent(): number {
    return this.#waiting.filter((entry) => 'fragment' in entry).length + this.#heldBehind.length;
  }

  /** Resolves when nothing moves any more, after `closing`. */
  async stopped(): Promise<void> {
    await this.#moving;
  }

  result(fragment: FragmentData, done: TimedResult): void {
    if (this.#moving === undefined && this.#ends.faults() === undefined) {
      this.#send({ fragment, done, readyMs: 0 });
    } else {
      this.#append({ fragment, done, readyMs: performance.now() });
    }
  }

  /** Something else that has its place among the results. */
  notice(tell: () => void): void {
    if (this.#moving === undefined) tell();
    else this.#append({ tell });
  }

  /** No result comes any more: none has to wait for the next one. @returns whether all have gone out */
  drain(): boolean {
    if (this.#waiting.length === 0) this.#releaseHeld();
    return this.unsent === 0;
  }

  #append(entry: WaitingResult | { readonly tell: () => void }): void {
    this.#waiting.push(entry);
    this.#moving ??= this.#move();
  }

  async #move(): Promise<void> {
    for (let entry = this.#waiting[0]; entry !== undefined; entry = this.#waiting[0]) {
      // It counts as waiting until it has gone its way.
      const goOn = 'tell' in entry ? entry.tell : await this.#prepare(entry);
      if (this.#closing.aborted) return;
      goOn();
      this.#waiting.shift();
    }
    this.#moving = undefined;
    this.#ends.onEmpty();
  }

  /** Waits as long as the faults demand. @returns what then sends the result */
  async #prepare(entry: WaitingResult): Promise<() => void> {
    const faults = this.#ends.faults();
    if (faults === undefined) return () => this.#send(entry);
    const over = AbortSignal.any([faults.removed, this.#closing]);
    const tampering = faults.tamper(entry.fragment.sequence_number);
    const done = await tampering.alter(entry.fragment, entry.done, over);
    await pause(entry.readyMs + tampering.delayMs - performance.now(), over);
    if (faults.removed.aborted) return () => this.#send(entry);
    return () => this.#goItsWay({ ...entry, done }, tampering, faults.removed);
  }

  #goItsWay(entry: WaitingResult, { way, mangle }: Tampering, removed: AbortSignal): void {
    if (way === 'straight') {
      this.#send(entry, mangle);
    } else if (way === 'behind-next') {
      this.#heldBehind.push(entry);
      const release = (): void => this.#releaseHeld();
      removed.addEventListener('abort', release, { once: true, signal: this.#closing });
    } else {
      this.#ends.disconnect(`a fault ordered it at sequence number ${entry.fragment.sequence_number}`);
    }
  }

  #send({ fragment, done }: WaitingResult, mangle?: Mangle): void {
    this.#ends.send(fragment, done, mangle);
    this.#releaseHeld();
  }

  #releaseHeld(): void {
    const held = this.#heldBehind;
    this.#heldBehind = [];
    for (const { fragment, done } of held) this.#ends.send(fragment, done);
  }
}
