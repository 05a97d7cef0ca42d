import { connect, type Socket } from 'node:net';
import { MAX_MESSAGE_BYTES } from '../../services/contracts/fragment.ts';
import { Listeners } from '../socketio/index.ts';
import { type Address, targetAddress, urlOf } from './address.ts';
import { DecodingThread } from './decode/thread/decoding-thread.ts';
import { Doorway } from './doorway.ts';
import { type Shaping, UNDISTURBED } from './faults/shaping.ts';
import { Link } from './link.ts';
import type { TapEvent, TapNotice } from './tap-notice.ts';
import { DIRECTIONS, type Direction, type Finding } from './tap-packet.ts';

export interface TapOptions {
  /** Where it listens. Port 0 takes a free one. */
  readonly listen: Address;
  /** The STS service: `http://host:port`. */
  readonly target: string;
  /**
   * The longest message or body that is decoded, compressed or not. By default 50 MiB, the most that either end of
   * the protocol takes. It bounds what is held for each direction of a link.
   */
  readonly limitBytes?: number;
  /**
   * How much may wait to be decoded. By default 200 MiB: messages as long as may be, both ways, and as much again. A
   * link that adds to more is decoded no further, and is forwarded all the same.
   */
  readonly backlogBytes?: number;
}

/** What a disturbance applies to. */
export interface ShapingScope {
  /** Both by default. */
  readonly directions?: readonly Direction[];
  /** Number of one link; all that there are and those to come by default. */
  readonly link?: number;
}

/**
 * A transparent proxy between workers and an STS service. Every byte is forwarded as it is; the Socket.IO packets in
 * them are decoded beside that, in a thread of its own. It can disturb the line like a bad network.
 *
 * What it adds to a fragment of a pipeline is below 1 ms (p50). A message of 10 MB comes some 10 to 30 ms later: its
 * bytes are read and written once more, which alone keeps a processor busy for 7 to 10 ms, and a relay that does
 * nothing else is no faster; see ADR 0072.
 */
export class Tap {
  readonly target: string;
  readonly #targetAddress: Address;
  readonly #doorway: Doorway;
  readonly #decoding: DecodingThread;
  readonly #links = new Map<number, Link>();
  /** How links ended that are still being decoded. */
  readonly #ends = new Map<number, string>();
  readonly #sockets = new Set<Socket>();
  readonly #shaping: Record<Direction, Shaping> = {
    'worker-to-sts': UNDISTURBED,
    'sts-to-worker': UNDISTURBED,
  };
  readonly #events = new Listeners<TapEvent>();
  readonly #notices = new Listeners<TapNotice>();
  #lastLink = 0;

  /** @throws TapError `TAP_TARGET_INVALID`, `TAP_CANNOT_LISTEN` */
  static async start(options: TapOptions): Promise<Tap> {
    const tap = new Tap(options);
    try {
      // A thread that is still starting takes its time from the first connections.
      await tap.#decoding.settled();
      await tap.#doorway.open();
    } catch (error) {
      await tap.stop();
      throw error;
    }
    return tap;
  }

  private constructor(options: TapOptions) {
    const { listen, target, limitBytes = MAX_MESSAGE_BYTES, backlogBytes = 4 * MAX_MESSAGE_BYTES } = options;
    this.target = target;
    this.#targetAddress = targetAddress(target);
    this.#doorway = new Doorway(listen, (worker) => this.#link(worker));
    this.#decoding = new DecodingThread({
      limitBytes,
      backlogBytes,
      found: (link, findings) => this.#tell(link, findings),
      closed: (link) => this.#closed(link),
    });
  }

  /** What a worker is given as the address of the STS service. */
  get url(): string {
    return urlOf(this.#doorway.address);
  }

  /** The open links, oldest first. */
  get links(): readonly Link[] {
    return [...this.#links.values()];
  }

  /** Calls `listener` with every Socket.IO packet from now on; returns what ends that. */
  onEvent(listener: (event: TapEvent) => void): () => void {
    return this.#events.add(listener);
  }

  /** Calls `listener` with everything that happens to the tap itself; returns what ends that. */
  onNotice(listener: (notice: TapNotice) => void): () => void {
    return this.#notices.add(listener);
  }

  /**
   * Disturbs the line, or lets it be ({@link UNDISTURBED}).
   *
   * @param change what is not named stays as it is
   */
  shape(change: Partial<Shaping>, { directions = DIRECTIONS, link: id }: ShapingScope = {}): void {
    for (const direction of directions) {
      if (id === undefined) {
        const shaping = { ...this.#shaping[direction], ...change };
        this.#shaping[direction] = shaping;
        for (const link of this.#links.values()) link.shape(direction, change);
        this.#notices.tell({ kind: 'shaped', direction, shaping });
      } else {
        const shaping = this.#links.get(id)?.shape(direction, change);
        if (shaping !== undefined) this.#notices.tell({ kind: 'shaped', direction, shaping, link: id });
      }
    }
  }

  /**
   * Resets connections. Workers may connect again at once.
   *
   * @param id of the link; every one by default
   */
  cut(id?: number): void {
    const links = this.links.filter((link) => id === undefined || link.id === id);
    this.#notices.tell({ kind: 'cut', links: links.map((link) => link.id) });
    for (const link of links) link.cut();
  }

  /** Refuses new connections, as if nobody listened. Links that there are go on. */
  refuse(): void {
    this.#doorway.shut();
    this.#notices.tell({ kind: 'refusing' });
  }

  /**
   * Takes connections again.
   *
   * @throws TapError `TAP_CANNOT_LISTEN` when somebody else has taken the port meanwhile
   */
  async accept(): Promise<void> {
    await this.#doorway.open();
    this.#notices.tell({ kind: 'accepting' });
  }

  /** Resolves when all that has passed so far has been decoded and told. */
  async settled(): Promise<void> {
    await this.#decoding.settled();
  }

  /** Closes every link, tells what is still being decoded, and listens no more. May be called again. */
  async stop(): Promise<void> {
    this.#doorway.shut();
    const closing = [...this.#sockets].map(
      (socket) =>
        new Promise((resolve) => (socket.closed ? resolve(undefined) : socket.once('close', resolve))),
    );
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closing);
    await this.#decoding.stop();
  }

  #link(worker: Socket): void {
    const sts = connect({ ...this.#targetAddress, allowHalfOpen: true, noDelay: true });
    for (const socket of [worker, sts]) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    }
    this.#lastLink += 1;
    const id = this.#lastLink;
    const decoding = this.#decoding;
    const link = new Link(id, [worker, sts], this.#shaping, {
      heard: (direction, chunk) => decoding.push(id, direction, chunk),
      ended: (direction) => decoding.end(id, direction),
      unreachable: (reason) => this.#notices.tell({ kind: 'target-unreachable', link: id, reason }),
      closed: (how) => {
        this.#links.delete(id);
        this.#ends.set(id, how);
        decoding.close(id);
      },
    });
    this.#links.set(id, link);
    this.#notices.tell({ kind: 'link-opened', link: id, worker: link.worker });
  }

  /** Not before all of the link has been told. */
  #closed(link: number): void {
    const how = this.#ends.get(link);
    this.#ends.delete(link);
    if (how !== undefined) this.#notices.tell({ kind: 'link-closed', link, how });
  }

  #tell(link: number, findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (finding.type === 'packet') this.#events.tell({ link, ...finding.packet });
      else this.#notices.tell({ kind: 'undecodable', link, ...finding.undecodable });
    }
  }
}
