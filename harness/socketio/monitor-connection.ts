import { io, type Socket } from 'socket.io-client';
import { MonitorError } from './monitor-error.ts';

/** Receives the changes and events of a connection. */
export interface ConnectionListener {
  onConnect(transport: string): void;
  onDisconnect(reason: string): void;
  onConnectFailure(reason: string): void;
  /** An event of the server with its arguments. */
  onEvent(name: string, args: readonly unknown[]): void;
}

/** Delay before a reconnect that Socket.IO does not do itself. */
const RECONNECT_DELAY_MS = 250;

/** A Socket.IO connection that, once established, reconnects after every loss until it is closed. */
export class MonitorConnection {
  readonly #url: string;
  readonly #socket: Socket;
  readonly #listener: ConnectionListener;
  readonly #closing = new AbortController();
  #reconnectTimer: NodeJS.Timeout | undefined;
  #wasConnected = false;
  #state = 'not connected yet';

  /**
   * @param url address with the namespace, such as `http://127.0.0.1:3000/monitor`
   * @param path of the server, such as `/socket.io/`
   * @param auth sent with every handshake
   */
  constructor(
    url: string,
    path: string,
    auth: Readonly<Record<string, string>>,
    listener: ConnectionListener,
  ) {
    this.#url = url;
    this.#listener = listener;
    this.#socket = io(url, {
      path,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      auth: { ...auth },
      forceNew: true,
      autoConnect: false,
      reconnectionDelay: RECONNECT_DELAY_MS,
      reconnectionDelayMax: 1000,
    });
    this.#socket.onAny((name: string, ...args: unknown[]) => listener.onEvent(name, args));
    this.#socket.on('connect', () => this.#onConnect());
    this.#socket.on('disconnect', (reason) => this.#onDisconnect(reason));
    this.#socket.on('connect_error', (error) => this.#onConnectError(error));
  }

  /** A description of the current state. */
  get state(): string {
    return this.#state;
  }

  /** Aborted with a `MONITOR_CLOSED` error once it is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** Connects; a failure closes it. See `StsMonitor.connect`. */
  async connect(signal: AbortSignal, withinMs: number): Promise<void> {
    const ending = AbortSignal.any([signal, this.closed, AbortSignal.timeout(withinMs)]);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onError = (error: Error) => reject(this.#failure(error));
    const onEnding = () => {
      const timeout = new MonitorError(
        'MONITOR_NO_ANSWER',
        this.#url,
        `no handshake within ${withinMs} ms`,
        this.#state,
      );
      reject(signal.aborted ? signal.reason : this.closed.aborted ? this.closed.reason : timeout);
    };
    this.#socket.once('connect', resolve);
    this.#socket.once('connect_error', onError);
    ending.addEventListener('abort', onEnding, { once: true });
    try {
      if (ending.aborted) onEnding();
      else {
        this.#state = 'connecting, no answer yet';
        this.#socket.connect();
      }
      await promise;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      this.#socket.off('connect', resolve);
      this.#socket.off('connect_error', onError);
      ending.removeEventListener('abort', onEnding);
    }
  }

  /** Ends it permanently. May be called again. */
  close(): void {
    if (this.closed.aborted) return;
    clearTimeout(this.#reconnectTimer);
    this.#closing.abort(new MonitorError('MONITOR_CLOSED', this.#url, 'the monitor was closed', this.#state));
    this.#socket.disconnect();
  }

  #onConnect(): void {
    this.#wasConnected = true;
    this.#state = 'connected';
    this.#listener.onConnect(this.#socket.io.engine.transport.name);
  }

  #onDisconnect(reason: string): void {
    if (this.closed.aborted) return;
    this.#state = `disconnected: ${reason}`;
    this.#listener.onDisconnect(reason);
    this.#ensureReconnect();
  }

  #onConnectError(error: Error): void {
    const reason = connectFailureReason(error);
    this.#state = `could not connect: ${reason}`;
    this.#listener.onConnectFailure(reason);
    if (this.#wasConnected) this.#ensureReconnect();
  }

  /** Socket.IO does not reconnect, and is not `active`, after the server disconnected or refused the client. */
  #ensureReconnect(): void {
    if (this.#socket.active || this.closed.aborted) return;
    clearTimeout(this.#reconnectTimer);
    this.#reconnectTimer = setTimeout(() => this.#socket.connect(), RECONNECT_DELAY_MS);
  }

  #failure(error: Error): MonitorError {
    const reason = connectFailureReason(error);
    return this.#socket.active
      ? new MonitorError(
          'MONITOR_UNREACHABLE',
          this.#url,
          `could not connect: ${reason}`,
          'no connection',
          error,
        )
      : new MonitorError('MONITOR_REFUSED', this.#url, `refused: ${reason}`, 'the service responded', error);
  }
}

/**
 * The root cause of a failure to connect. The message of Socket.IO is only `websocket error` or `xhr poll error`; the
 * location of the cause depends on the transport. `message` and `data` have the reason of a server that refuses.
 */
function connectFailureReason(error: Error): string {
  const data = propertyOf(error, 'data');
  const parts = [
    error.message,
    transportReason(error),
    data === undefined || data === null ? undefined : JSON.stringify(data),
  ];
  return parts.filter((part) => part !== undefined).join(': ');
}

function transportReason(error: Error): string | undefined {
  const description = propertyOf(error, 'description');
  // With polling: the HTTP status. Without an answer it is 0, and the request has the system error as its status text.
  if (description === 0) return textOf(propertyOf(propertyOf(error, 'context'), 'statusText'));
  if (typeof description === 'number') return `HTTP status ${description}`;
  return textOf(description);
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value : propertyOf(value, 'message');
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
