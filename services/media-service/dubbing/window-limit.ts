import { DubbingFailure } from './dubbing-failure.ts';

/** What happens to a window on its way, one after the other. */
type Step = 'encoded' | 'answered' | 'decoded';

/** What ends a window's way through the STS service before its time: its stream, the worker, or its being too late. */
export class WindowLimit implements Disposable {
  /** Aborted with the {@link DubbingFailure} that it falls back with, or when its stream is given up. */
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #next: Step = 'encoded';

  /**
   * @param stream aborted when the stream is given up
   * @param withinMs how long it may take in all
   */
  constructor(stream: AbortSignal, withinMs: number) {
    this.signal = AbortSignal.any([stream, this.#own.signal]);
    this.#timer = setTimeout(() => {
      const late = `it was not ${this.#next} ${withinMs} ms after it was cut: this machine is too busy`;
      this.fallBack(new DubbingFailure('timeout', late));
    }, withinMs);
  }

  /** What it waits for now, to be told should it take too long. */
  awaits(next: Step): void {
    this.#next = next;
  }

  /** It falls back now, whatever it waits for. */
  fallBack(failure: DubbingFailure): void {
    this.#own.abort(failure);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
