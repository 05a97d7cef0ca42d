import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const WINDOW_MS = 5000;

/** Measures how long the event loop is held up. */
export class EventLoopLag {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #windows: NodeJS.Timeout;
  #previousWindowS = 0;

  constructor() {
    this.#delays.enable();
    this.#windows = setInterval(() => {
      this.#previousWindowS = this.#longestS();
      this.#delays.reset();
    }, WINDOW_MS).unref();
  }

  /** The longest hold-up of this window of 5 s and the one before it, in seconds. */
  maxS(): number {
    return Math.max(this.#previousWindowS, this.#longestS());
  }

  stop(): void {
    clearInterval(this.#windows);
    this.#delays.disable();
  }

  /** What is recorded is the time between two ticks of the timer, which is its resolution when nothing is late. */
  #longestS(): number {
    return this.#delays.count === 0 ? 0 : Math.max(0, this.#delays.max / 1e9 - RESOLUTION_MS / 1000);
  }
}
