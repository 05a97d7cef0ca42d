import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const PERIOD_MS = 5000;

/** Measures how long the event loop is blocked. */
export class EventLoopLag {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #periodTimer: NodeJS.Timeout;
  #previousPeriodS = 0;

  constructor() {
    this.#delays.enable();
    this.#periodTimer = setInterval(() => {
      this.#previousPeriodS = this.#longestS();
      this.#delays.reset();
    }, PERIOD_MS).unref();
  }

  /** The longest block in the current and the previous period of 5 s, in seconds. */
  maxS(): number {
    return Math.max(this.#previousPeriodS, this.#longestS());
  }

  stop(): void {
    clearInterval(this.#periodTimer);
    this.#delays.disable();
  }

  /** The histogram records the time between two ticks, which equals the resolution when nothing is late. */
  #longestS(): number {
    return this.#delays.count === 0 ? 0 : Math.max(0, this.#delays.max / 1e9 - RESOLUTION_MS / 1000);
  }
}
