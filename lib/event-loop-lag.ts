import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 20;
const DEFAULT_PERIOD_MS = 5000;

/** Measures how long the event loop is blocked. */
export class EventLoopLag {
  readonly #delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #periodTimer: NodeJS.Timeout;
  #previousPeriodS = 0;

  /** @param periodMs 5000 by default */
  constructor(periodMs = DEFAULT_PERIOD_MS) {
    this.#delays.enable();
    this.#periodTimer = setInterval(() => {
      this.#previousPeriodS = this.#longestS();
      this.#delays.reset();
    }, periodMs).unref();
  }

  /** The longest block in the current and the previous period, in seconds. */
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
