import type { MonitorMeta } from '../../services/contracts/sts-monitor.ts';
import type { Shaping } from './faults/shaping.ts';

export type Direction = MonitorMeta['direction'];
export const DIRECTIONS: readonly Direction[] = ['worker-to-sts', 'sts-to-worker'];

/** A Socket.IO packet on the wire. */
export interface TapPacket {
  readonly direction: Direction;
  readonly transport: 'polling' | 'websocket';
  /** Identifies the Engine.IO session; a transport upgrade does not change it. */
  readonly session: number;
  readonly namespace: string;
  readonly kind: 'connect' | 'connect-error' | 'event' | 'ack' | 'disconnect';
  /** The name of an event. */
  readonly event?: string;
  /** The arguments of an event or an ack, or the data of another packet. Attachments are Buffers. */
  readonly args: readonly unknown[];
  /** Links an event to its ack. */
  readonly ackId?: number;
  /** Uncompressed size, attachments included. */
  readonly bytes: number;
}

/** A packet, and the relayed connection that carried it. */
export interface TapEvent extends TapPacket {
  readonly link: number;
}

/** Forwarded bytes that could not be decoded. */
export interface Undecodable {
  readonly direction: Direction;
  readonly problem: string;
  /** What is not observed: this message, or everything that follows on the connection. */
  readonly lost: 'message' | 'connection';
}

/** A change of the tap itself or of one of its connections. `link` is the number of a relayed connection. */
export type TapNotice =
  | { readonly kind: 'link-opened'; readonly link: number; readonly worker: string }
  | { readonly kind: 'link-closed'; readonly link: number; readonly how: string }
  | { readonly kind: 'target-unreachable'; readonly link: number; readonly reason: string }
  | ({ readonly kind: 'undecodable'; readonly link: number } & Undecodable)
  /** Without a link: all present and future connections. */
  | {
      readonly kind: 'shaped';
      readonly direction: Direction;
      readonly shaping: Shaping;
      readonly link?: number;
    }
  | { readonly kind: 'cut'; readonly links: readonly number[] }
  | { readonly kind: 'refusing' }
  | { readonly kind: 'accepting' };
