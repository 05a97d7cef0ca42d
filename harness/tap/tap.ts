import { connect, type Socket } from 'node:net';
import { MAX_MESSAGE_BYTES } from '../../services/contracts/fragment.ts';
import { Listeners } from '../socketio/index.ts';
import { type Address, targetAddress, urlOf } from './address.ts';
import { ConnectionReader } from './decode/connection-reader.ts';
import { EngineSessions } from './decode/engine-session.ts';
import { type Shaping, UNDISTURBED } from './faults/shaping.ts';
import { RelayedConnection } from './relayed-connection.ts';
import { ReopenableServer } from './reopenable-server.ts';
import { DIRECTIONS, type Direction, type TapEvent, type TapNotice } from './tap-event.ts';

export interface TapOptions {
  /** Address to listen at. Port 0 selects a free port. */
  readonly listen: Address;
  /** The STS service: `http://host:port`. */
  readonly target: string;
  /**
   * Size of the largest message or body that is decoded, compressed or not. By default 50 MiB, the most that either
   * end of the protocol accepts.
   */
  readonly limitBytes?: number;
}

/** What a fault applies to. */
export interface ShapingScope {
  /** Both by default. */
  readonly directions?: readonly Direction[];
  /** The number of one connection. All present and future ones by default. */
  readonly connection?: number;
}

/**
 * A transparent proxy between workers and an STS service. It forwards every byte unchanged and decodes the Socket.IO
 * packets in a copy. It can inject network faults.
 *
 * It adds less than 1 ms (p50) to a fragment; docs/decisions/0129 has the measured latencies.
 */
export class Tap {
  readonly target: string;
  readonly #targetAddress: Address;
  readonly #server: ReopenableServer;
  readonly #sessions: EngineSessions;
  readonly #limitBytes: number;
  readonly #connections = new Map<number, RelayedConnection>();
  /** Open connections, and closed ones whose last bytes are being decoded. */
  readonly #readers = new Set<ConnectionReader>();
  readonly #sockets = new Set<Socket>();
  readonly #shaping: Record<Direction, Shaping> = {
    'worker-to-sts': UNDISTURBED,
    'sts-to-worker': UNDISTURBED,
  };
  readonly #events = new Listeners<TapEvent>();
  readonly #notices = new Listeners<TapNotice>();
  #lastId = 0;

  /** @throws TapError `TAP_TARGET_INVALID`, `TAP_CANNOT_LISTEN` */
  static async start(options: TapOptions): Promise<Tap> {
    const tap = new Tap(options);
    await tap.#server.listen();
    return tap;
  }

  private constructor({ listen, target, limitBytes = MAX_MESSAGE_BYTES }: TapOptions) {
    this.target = target;
    this.#targetAddress = targetAddress(target);
    this.#server = new ReopenableServer(listen, (worker) => this.#relay(worker));
    this.#sessions = new EngineSessions(limitBytes);
    this.#limitBytes = limitBytes;
  }

  /** The address that a worker is given for the STS service. */
  get url(): string {
    return urlOf(this.#server.address);
  }

  /** The open connections, oldest first. */
  get connections(): readonly RelayedConnection[] {
    return [...this.#connections.values()];
  }

  /** Calls `listener` with every Socket.IO packet from now on. @returns a function that removes the listener */
  onEvent(listener: (event: TapEvent) => void): () => void {
    return this.#events.add(listener);
  }

  /** Calls `listener` with every change of the tap from now on. @returns a function that removes the listener */
  onNotice(listener: (notice: TapNotice) => void): () => void {
    return this.#notices.add(listener);
  }

  /**
   * Sets or ends ({@link UNDISTURBED}) faults.
   *
   * @param change fields that are not named keep their value
   */
  shape(change: Partial<Shaping>, { directions = DIRECTIONS, connection: id }: ShapingScope = {}): void {
    for (const direction of directions) {
      if (id === undefined) {
        const shaping = { ...this.#shaping[direction], ...change };
        this.#shaping[direction] = shaping;
        for (const connection of this.#connections.values()) connection.shape(direction, change);
        this.#notices.notify({ kind: 'shaped', direction, shaping });
      } else {
        const shaping = this.#connections.get(id)?.shape(direction, change);
        if (shaping !== undefined) this.#notices.notify({ kind: 'shaped', direction, shaping, link: id });
      }
    }
  }

  /**
   * Resets connections. Workers may reconnect immediately.
   *
   * @param id of one connection; all by default
   */
  cut(id?: number): void {
    const connections = this.connections.filter((connection) => id === undefined || connection.id === id);
    this.#notices.notify({ kind: 'cut', links: connections.map((connection) => connection.id) });
    for (const connection of connections) connection.cut();
  }

  /** Stops listening, so that new connections are refused. Open connections stay. */
  refuse(): void {
    this.#server.close();
    this.#notices.notify({ kind: 'refusing' });
  }

  /**
   * Listens again.
   *
   * @throws TapError `TAP_CANNOT_LISTEN` when the port has been taken in the meantime
   */
  async accept(): Promise<void> {
    await this.#server.listen();
    this.#notices.notify({ kind: 'accepting' });
  }

  /** Resolves when everything that has passed so far has been decoded and reported. */
  async settled(): Promise<void> {
    await Promise.all([...this.#readers].map((reader) => reader.settled()));
  }

  /** Closes every connection, reports what is still being decoded, and stops listening. May be called again. */
  async stop(): Promise<void> {
    this.#server.close();
    const closing = [...this.#sockets].map(
      (socket) =>
        new Promise((resolve) => (socket.closed ? resolve(undefined) : socket.once('close', resolve))),
    );
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closing);
    while (this.#readers.size > 0) await this.settled();
  }

  #relay(worker: Socket): void {
    const sts = connect({ ...this.#targetAddress, allowHalfOpen: true, noDelay: true });
    for (const socket of [worker, sts]) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const reader = new ConnectionReader({
      sessions: this.#sessions,
      limitBytes: this.#limitBytes,
      onPacket: (packet) => this.#events.notify({ link: id, ...packet }),
      onUndecodable: (undecodable) => this.#notices.notify({ kind: 'undecodable', link: id, ...undecodable }),
    });
    this.#readers.add(reader);
    const connection = new RelayedConnection(id, [worker, sts], this.#shaping, {
      onChunk: (direction, chunk) => reader.push(direction, chunk),
      onEnd: (direction) => reader.end(direction),
      onUnreachable: (reason) => this.#notices.notify({ kind: 'target-unreachable', link: id, reason }),
      onClosed: (how) => void this.#onClosed(id, reader, how),
    });
    this.#connections.set(id, connection);
    this.#notices.notify({ kind: 'link-opened', link: id, worker: connection.worker });
  }

  /** Reports the end of a connection after all of its packets. */
  async #onClosed(id: number, reader: ConnectionReader, how: string): Promise<void> {
    this.#connections.delete(id);
    await reader.settled();
    reader.close();
    this.#readers.delete(reader);
    this.#notices.notify({ kind: 'link-closed', link: id, how });
  }
}
