/** An event for an observer, with its approximate size. */
export interface QueuedEvent {
  readonly args: readonly [event: string, ...unknown[]];
  readonly bytes: number;
}

/** The transport of an observer. */
export interface ObserverLink {
  /** Passes an event to the transport. Call `onDrain` of the queue once the transport has sent it. */
  send(args: QueuedEvent['args']): void;
}

/** Limits of the queue of an observer that falls behind. */
export interface ObserverBuffer {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/**
 * The unsent events of one observer. The transport holds one event at a time, so that all others stay in this bounded
 * queue. Events that do not fit are dropped; the observer receives their number in their place.
 */
export class ObserverQueue {
  readonly #link: ObserverLink;
  readonly #buffer: ObserverBuffer;
  readonly #missedEvent: string;
  #waiting: QueuedEvent[] = [];
  #waitingBytes = 0;
  #missed = 0;
  #transportBusy = false;
  #pumping = false;

  /** @param missedEvent event that reports the number of dropped events as `{missed}` */
  constructor(link: ObserverLink, buffer: ObserverBuffer, missedEvent: string) {
    this.#link = link;
    this.#buffer = buffer;
    this.#missedEvent = missedEvent;
  }

  offer(event: QueuedEvent): void {
    const fits =
      this.#waiting.length < this.#buffer.maxEvents &&
      this.#waitingBytes + event.bytes <= this.#buffer.maxBytes;
    if (fits) {
      this.#reportMissed();
      this.#push(event);
    } else {
      this.#missed += 1;
    }
    this.#pump();
  }

  /** The transport has sent its event. */
  onDrain(): void {
    this.#transportBusy = false;
    this.#pump();
  }

  #reportMissed(): void {
    if (this.#missed === 0) return;
    this.#push({ args: [this.#missedEvent, { missed: this.#missed }], bytes: 0 });
    this.#missed = 0;
  }

  #push(event: QueuedEvent): void {
    this.#waiting.push(event);
    this.#waitingBytes += event.bytes;
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (!this.#transportBusy) {
      if (this.#waiting.length === 0) this.#reportMissed();
      const event = this.#waiting.shift();
      if (event === undefined) break;
      this.#waitingBytes -= event.bytes;
      // Set before sending: the transport may drain synchronously.
      this.#transportBusy = true;
      this.#link.send(event.args);
    }
    this.#pumping = false;
  }
}

/** Allowance for all fields other than the audio and for the envelope: 200 to 900 bytes in measured payloads. */
const OTHER_FIELDS_BYTES = 1024;

/** Approximate size of a protocol payload. Only its audio is measured, because that dominates. */
export function payloadBytes(payload: unknown): number {
  const audio = fieldOf(payload, 'audio') ?? fieldOf(payload, 'dubbed_audio');
  const data = fieldOf(audio, 'data_base64');
  return OTHER_FIELDS_BYTES + (typeof data === 'string' ? data.length : 0);
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[name];
}
