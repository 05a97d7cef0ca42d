/** An event on its way to an observer, with about how many bytes it takes. */
export interface ObservedEvent {
  readonly args: readonly [event: string, ...unknown[]];
  readonly bytes: number;
}

/** Where an observer's events go. */
export interface ObserverLink {
  /** Hands an event to the transport. `onDrain` of the queue must be called once the transport took it. */
  send(args: ObservedEvent['args']): void;
}

/** How much is kept for an observer that does not keep up. */
export interface ObserverBuffer {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/**
 * The events that wait for one observer. The transport holds one at a time, so that what an observer has not
 * read yet stays here, where it is bounded: what does not fit is counted, and the observer is told the count in
 * the place where the events are missing.
 */
export class ObserverQueue {
  readonly #link: ObserverLink;
  readonly #buffer: ObserverBuffer;
  readonly #missedEvent: string;
  #waiting: ObservedEvent[] = [];
  #waitingBytes = 0;
  #missed = 0;
  #transportBusy = false;
  #pumping = false;

  /** @param missedEvent the event that tells how many were missed, as `{missed}` */
  constructor(link: ObserverLink, buffer: ObserverBuffer, missedEvent: string) {
    this.#link = link;
    this.#buffer = buffer;
    this.#missedEvent = missedEvent;
  }

  offer(event: ObservedEvent): void {
    const fits =
      this.#waiting.length < this.#buffer.maxEvents &&
      this.#waitingBytes + event.bytes <= this.#buffer.maxBytes;
    if (fits) {
      this.#tellMissed();
      this.#push(event);
    } else {
      this.#missed += 1;
    }
    this.#pump();
  }

  /** The transport took what it was given. */
  onDrain(): void {
    this.#transportBusy = false;
    this.#pump();
  }

  #tellMissed(): void {
    if (this.#missed === 0) return;
    this.#push({ args: [this.#missedEvent, { missed: this.#missed }], bytes: 0 });
    this.#missed = 0;
  }

  #push(event: ObservedEvent): void {
    this.#waiting.push(event);
    this.#waitingBytes += event.bytes;
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (!this.#transportBusy) {
      if (this.#waiting.length === 0) this.#tellMissed();
      const event = this.#waiting.shift();
      if (event === undefined) break;
      this.#waitingBytes -= event.bytes;
      // Before the event is sent: the transport may take it, and say so, at once.
      this.#transportBusy = true;
      this.#link.send(event.args);
    }
    this.#pumping = false;
  }
}
