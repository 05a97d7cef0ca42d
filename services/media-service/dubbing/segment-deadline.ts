import { DubbingFailure } from '../sts/dubbing-failure.ts';

/** The stages of a segment, in order. */
type Stage = 'encoded' | 'answered' | 'decoded';

/** The deadline of a segment: aborts it on timeout, on early expiry, or when its stream is aborted. */
export class SegmentDeadline implements Disposable {
  /** Aborted with the {@link DubbingFailure} of the fallback, or with the reason of the stream's signal. */
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #stage: Stage = 'encoded';

  /**
   * @param stream aborted when the stream is aborted
   * @param withinMs the time for all stages
   */
  constructor(stream: AbortSignal, withinMs: number) {
    this.signal = AbortSignal.any([stream, this.#own.signal]);
    this.#timer = setTimeout(() => {
      const late = `the segment was not ${this.#stage} within ${withinMs} ms: this machine is overloaded`;
      this.expire(new DubbingFailure('timeout', late));
    }, withinMs);
  }

  /** Sets the current stage, which the failure names. */
  enter(stage: Stage): void {
    this.#stage = stage;
  }

  /** Makes the segment fall back immediately. */
  expire(failure: DubbingFailure): void {
    this.#own.abort(failure);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
