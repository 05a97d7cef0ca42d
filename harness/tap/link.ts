import type { Socket } from 'node:net';
import type { Shaping } from './faults/shaping.ts';
import { Lane } from './lane.ts';
import type { Direction } from './tap-packet.ts';

/** Told of what passes the end of a link that is at the STS service, and of what becomes of the link. */
export interface LinkListener {
  heard(direction: Direction, chunk: Buffer): void;
  /** Nothing more comes in that direction. */
  ended(direction: Direction): void;
  /** The STS service could not be reached. */
  unreachable(reason: string): void;
  /** Both sockets are closed. @param how it came to that */
  closed(how: string): void;
}

/**
 * A worker's connection and the one to the STS service that was made for it. The listener hears what the service
 * receives and sends, as an observer in the service would: faults lie between the listener's place and the worker.
 */
export class Link {
  /** Counts the links of a tap, from 1. */
  readonly id: number;
  /** The worker's end, `address:port`. */
  readonly worker: string;
  readonly #sockets: readonly [worker: Socket, sts: Socket];
  readonly #lanes: Readonly<Record<Direction, Lane>>;
  #how: string | undefined;

  constructor(
    id: number,
    [worker, sts]: readonly [worker: Socket, sts: Socket],
    shaping: Readonly<Record<Direction, Shaping>>,
    listener: LinkListener,
  ) {
    this.id = id;
    this.worker = `${worker.remoteAddress}:${worker.remotePort}`;
    this.#sockets = [worker, sts];
    this.#lanes = {
      'worker-to-sts': new Lane(worker, sts, shaping['worker-to-sts']),
      'sts-to-worker': new Lane(sts, worker, shaping['sts-to-worker']),
    };
    this.#lanes['worker-to-sts'].listenAtTarget(
      (chunk) => listener.heard('worker-to-sts', chunk),
      () => listener.ended('worker-to-sts'),
    );
    this.#lanes['sts-to-worker'].listenAtSource(
      (chunk) => listener.heard('sts-to-worker', chunk),
      () => listener.ended('sts-to-worker'),
    );
    sts.once('error', (error) => {
      if (sts.connecting || sts.remoteAddress === undefined) listener.unreachable(error.message);
    });
    this.#watchEnds(listener);
  }

  /** Disturbs one direction, from now on. @returns all that it is disturbed with now */
  shape(direction: Direction, change: Partial<Shaping>): Shaping {
    const lane = this.#lanes[direction];
    lane.shaping = { ...lane.shaping, ...change };
    return lane.shaping;
  }

  /** Resets both ends at once; what is under way is lost. */
  cut(): void {
    this.#how ??= 'cut by the tap';
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #watchEnds(listener: LinkListener): void {
    let open = this.#sockets.length;
    for (const [index, socket] of this.#sockets.entries()) {
      const who = index === 0 ? 'the worker' : 'the STS service';
      socket.once('end', () => {
        this.#how ??= `ended by ${who}`;
      });
      socket.once('error', (error) => {
        this.#how ??= `lost ${who}: ${error.message}`;
      });
      socket.once('close', () => {
        open -= 1;
        if (open > 0) return;
        for (const lane of Object.values(this.#lanes)) lane.destroy();
        listener.closed(this.#how ?? 'ended by the tap');
      });
    }
  }
}
