import { EventEmitter, once } from 'node:events';
import type { Socket } from 'socket.io-client';

/** An event that a client received. */
export interface ReceivedEvent {
  readonly event: string;
  readonly args: readonly unknown[];
  readonly atMs: number;
}

/** Records all events of a socket, so that a test can wait for an event that may have arrived already. */
export class EventLog {
  readonly received: ReceivedEvent[] = [];
  readonly #arrivals = new EventEmitter();

  constructor(socket: Socket) {
    socket.onAny((event: string, ...args: unknown[]) => this.#add(event, args));
    socket.on('disconnect', (reason) => this.#add('disconnect', [reason]));
    socket.on('connect_error', (error) => this.#add('connect_error', [error]));
  }

  /** The event names in order. */
  names(): string[] {
    return this.received.map(({ event }) => event);
  }

  all(event: string): readonly ReceivedEvent[] {
    return this.received.filter((entry) => entry.event === event);
  }

  /** Waits for `count` events of this name and returns all of them. */
  async waitFor(event: string, count = 1, timeoutMs = 10_000): Promise<readonly ReceivedEvent[]> {
    const signal = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const found = this.all(event);
      if (found.length >= count) return found;
      await once(this.#arrivals, 'arrival', { signal }).catch((cause: unknown) => {
        const message = `Expected ${count} × ${event} within ${timeoutMs} ms; received: ${this.names().join(', ')}`;
        throw new Error(message, { cause });
      });
    }
  }

  #add(event: string, args: readonly unknown[]): void {
    this.received.push({ event, args, atMs: performance.now() });
    this.#arrivals.emit('arrival');
  }
}
