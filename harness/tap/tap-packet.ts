import type { MonitorMeta } from '../../services/contracts/sts-monitor.ts';

export type Direction = MonitorMeta['direction'];
export const DIRECTIONS: readonly Direction[] = ['worker-to-sts', 'sts-to-worker'];

/** A Socket.IO packet that went over the wire. */
export interface TapPacket {
  readonly direction: Direction;
  readonly transport: 'polling' | 'websocket';
  /** Tells the Engine.IO sessions of a tap apart; it stays the same when the transport is upgraded. */
  readonly session: number;
  readonly namespace: string;
  readonly kind: 'connect' | 'connect-error' | 'event' | 'ack' | 'disconnect';
  /** The name of an event. */
  readonly event?: string;
  /** An event's arguments after its name, those of an ack, what comes with the others. Attachments are Buffers. */
  readonly args: readonly unknown[];
  /** The number that links an event that asks for an ack, and the ack. */
  readonly ackId?: number;
  /** Its size with its attachments, before any compression. */
  readonly bytes: number;
}

/** Something on the wire could not be decoded. The bytes were forwarded all the same. */
export interface Undecodable {
  readonly direction: Direction;
  readonly problem: string;
  /** What will not be seen: this message, or all that follows on the connection. */
  readonly lost: 'message' | 'connection';
}

/** What a decoder finds in the bytes of a connection. */
export type Finding =
  | { readonly type: 'packet'; readonly packet: TapPacket }
  | { readonly type: 'undecodable'; readonly undecodable: Undecodable };

/** Nothing that follows on the connection will be seen. */
export function lostConnection(direction: Direction, problem: string): Finding {
  return { type: 'undecodable', undecodable: { direction, problem, lost: 'connection' } };
}
