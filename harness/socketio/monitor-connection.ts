import { io, type Socket } from 'socket.io-client';
import { innermostReason } from './innermost-reason.ts';
import { MonitorError } from './monitor-error.ts';

/** What happens to a connection, told as it happens. */
export interface ConnectionListener {
  connected(transport: string): void;
  disconnected(reason: string): void;
  connectFailed(reason: string): void;
  /** An event of the server with its arguments. */
  event(name: string, args: readonly unknown[]): void;
}

/** How long to wait before connecting again where Socket.IO does not do so by itself. */
const RECONNECT_DELAY_MS = 250;

/** A Socket.IO connection that, once made, is made again whenever it breaks, until it is closed. */
export class MonitorConnection {
  readonly #url: string;
  readonly #socket: Socket;
  readonly #listener: ConnectionListener;
  readonly #closing = new AbortController();
  #reconnectTimer: NodeJS.Timeout | undefined;
  #wasConnected = false;
  #state = 'not connected yet';

  /**
   * @param url address with the namespace, e.g. `http://127.0.0.1:3000/monitor`
   * @param path of the server, e.g. `/socket.io/`
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
    this.#socket.onAny((name: string, ...args: unknown[]) => listener.event(name, args));
    this.#socket.on('connect', () => this.#onConnect());
    this.#socket.on('disconnect', (reason) => this.#onDisconnect(reason));
    this.#socket.on('connect_error', (error) => this.#onConnectError(error));
  }

  /** The present state, in words. */
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
    const fail = (error: Error) => reject(this.#failure(error));
    const giveUp = () => {
      const late = new MonitorError(
        'MONITOR_NO_ANSWER',
        this.#url,
        `no handshake within ${withinMs} ms`,
        this.#state,
      );
      reject(signal.aborted ? signal.reason : this.closed.aborted ? this.closed.reason : late);
    };
    this.#socket.once('connect', resolve);
    this.#socket.once('connect_error', fail);
    ending.addEventListener('abort', giveUp, { once: true });
    try {
      if (ending.aborted) giveUp();
      else {
        this.#state = 'connecting, nothing heard yet';
        this.#socket.connect();
      }
      await promise;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      this.#socket.off('connect', resolve);
      this.#socket.off('connect_error', fail);
      ending.removeEventListener('abort', giveUp);
    }
  }

  /** Ends it for good. May be called again. */
  close(): void {
    if (this.closed.aborted) return;
    clearTimeout(this.#reconnectTimer);
    this.#closing.abort(new MonitorError('MONITOR_CLOSED', this.#url, 'the monitor was closed', this.#state));
    this.#socket.disconnect();
  }

  #onConnect(): void {
    this.#wasConnected = true;
    this.#state = 'connected';
    this.#listener.connected(this.#socket.io.engine.transport.name);
  }

  #onDisconnect(reason: string): void {
    if (this.closed.aborted) return;
    this.#state = `disconnected: ${reason}`;
    this.#listener.disconnected(reason);
    this.#reconnectUnlessSocketDoes();
  }

  #onConnectError(error: Error): void {
    const reason = innermostReason(error);
    this.#state = `could not connect: ${reason}`;
    this.#listener.connectFailed(reason);
    if (this.#wasConnected) this.#reconnectUnlessSocketDoes();
  }

  /** Socket.IO leaves a client alone that the server itself disconnected or refused: it is not `active` then. */
  #reconnectUnlessSocketDoes(): void {
    if (this.#socket.active || this.closed.aborted) return;
    clearTimeout(this.#reconnectTimer);
    this.#reconnectTimer = setTimeout(() => this.#socket.connect(), RECONNECT_DELAY_MS);
  }

  #failure(error: Error): MonitorError {
    const reason = innermostReason(error);
    return this.#socket.active
      ? new MonitorError(
          'MONITOR_UNREACHABLE',
          this.#url,
          `could not connect: ${reason}`,
          'no connection',
          error,
        )
      : new MonitorError('MONITOR_REFUSED', this.#url, `refused: ${reason}`, 'the service answered', error);
  }
}
