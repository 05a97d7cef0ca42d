import { io, type Socket } from 'socket.io-client';

const WAIT_MS = 15_000;

/** An event that the STS service sent. */
export interface StsEvent {
  readonly event: string;
  readonly payload: unknown;
}

/** Events that the client reserves and refuses to send. */
const RESERVED = new Set([
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
]);

/** A worker or observer that violates the protocol. */
export class StsClient implements Disposable {
  readonly received: StsEvent[] = [];
  /** Resolves to `connected`, or to the reason of a refusal. */
  readonly entry: Promise<string>;
  readonly #socket: Socket;
  readonly #ended: Promise<string>;

  constructor(url: string, auth: Record<string, unknown> = {}) {
    this.#socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, auth });
    this.#socket.onAny((event: string, payload: unknown) => this.received.push({ event, payload }));
    const entry = Promise.withResolvers<string>();
    const ended = Promise.withResolvers<string>();
    this.entry = entry.promise;
    this.#ended = ended.promise;
    this.#socket.on('connect', () => entry.resolve('connected'));
    this.#socket.on('connect_error', (error) => {
      entry.resolve(error.message);
      ended.resolve(error.message);
    });
    this.#socket.on('disconnect', (reason) => ended.resolve(reason));
  }

  [Symbol.dispose](): void {
    this.#socket.disconnect();
  }

  emit(event: string, ...args: readonly unknown[]): void {
    if (!RESERVED.has(event)) this.#socket.emit(event, ...args);
  }

  /**
   * Waits until the service has processed all emitted events, which it does in order.
   *
   * @returns the reason of a disconnect, if there was one
   */
  async settled(): Promise<string | undefined> {
    const answered = this.#socket
      .timeout(WAIT_MS)
      .emitWithAck('fuzz:end')
      .then(
        () => undefined,
        () => 'received no acknowledgement',
      );
    return await Promise.race([answered, this.#ended]);
  }

  /** Waits for an event, unless it was received already. @returns whether it was received */
  async waitFor(event: string): Promise<boolean> {
    if (this.received.some((entry) => entry.event === event)) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), WAIT_MS);
    this.#socket.once(event, () => resolve(true));
    void this.#ended.then(() => resolve(false));
    return await promise.finally(() => clearTimeout(timer));
  }
}
