import type { Socket } from 'node:net';
import type { Shaping } from './faults/shaping.ts';
import { RelayDirection } from './relay-direction.ts';
import type { Direction } from './tap-event.ts';

/** Receives the bytes at the STS service's end of a connection, and the connection's changes. */
export interface ConnectionListener {
  onChunk(direction: Direction, chunk: Buffer): void;
  /** The last chunk of that direction has been passed. */
  onEnd(direction: Direction): void;
  /** The connection to the STS service failed. */
  onUnreachable(reason: string): void;
  /** Both sockets are closed. @param how which side ended the connection, and how */
  onClosed(how: string): void;
}

/**
 * A connection of a worker, and the connection to the STS service that was made for it. The listener receives the same
 * bytes as the service receives and sends: the faults act between the listener and the worker.
 */
export class RelayedConnection {
  /** Numbers the connections of a tap, from 1. */
  readonly id: number;
  /** The worker's end, `address:port`. */
  readonly worker: string;
  readonly #sockets: readonly [worker: Socket, sts: Socket];
  readonly #directions: Readonly<Record<Direction, RelayDirection>>;
  #how: string | undefined;

  constructor(
    id: number,
    [worker, sts]: readonly [worker: Socket, sts: Socket],
    shaping: Readonly<Record<Direction, Shaping>>,
    listener: ConnectionListener,
  ) {
    this.id = id;
    this.worker = `${worker.remoteAddress}:${worker.remotePort}`;
    this.#sockets = [worker, sts];
    this.#directions = {
      'worker-to-sts': new RelayDirection(worker, sts, shaping['worker-to-sts']),
      'sts-to-worker': new RelayDirection(sts, worker, shaping['sts-to-worker']),
    };
    this.#directions['worker-to-sts'].observeTarget(
      (chunk) => listener.onChunk('worker-to-sts', chunk),
      () => listener.onEnd('worker-to-sts'),
    );
    this.#directions['sts-to-worker'].observeSource(
      (chunk) => listener.onChunk('sts-to-worker', chunk),
      () => listener.onEnd('sts-to-worker'),
    );
    sts.once('error', (error) => {
      if (sts.connecting || sts.remoteAddress === undefined) listener.onUnreachable(error.message);
    });
    this.#watchEnds(listener);
  }

  /** Changes the faults of one direction. @returns all active faults of the direction */
  shape(direction: Direction, change: Partial<Shaping>): Shaping {
    const relay = this.#directions[direction];
    relay.shaping = { ...relay.shaping, ...change };
    return relay.shaping;
  }

  /** Resets both ends immediately; bytes in transit are lost. */
  cut(): void {
    this.#how ??= 'cut by the tap';
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #watchEnds(listener: ConnectionListener): void {
    let open = this.#sockets.length;
    for (const [index, socket] of this.#sockets.entries()) {
      const side = index === 0 ? 'the worker' : 'the STS service';
      socket.once('end', () => {
        this.#how ??= `ended by ${side}`;
      });
      socket.once('error', (error) => {
        this.#how ??= `lost ${side}: ${error.message}`;
      });
      socket.once('close', () => {
        open -= 1;
        if (open > 0) return;
        for (const relay of Object.values(this.#directions)) relay.destroy();
        listener.onClosed(this.#how ?? 'ended by the tap');
      });
    }
  }
}
