import type { MonitorMeta } from '../../services/contracts/sts-monitor.ts';

/** A protocol event that went over some worker's socket, as the STS service copied it to its observers. */
export interface MonitorEvent {
  /** Its own name: `fragment:data`, `fragment:processed`, `error`, … */
  readonly event: string;
  /** Exactly as it went over the worker's socket, valid or not. */
  readonly payload: unknown;
  /** Absent when the service sent none, or none of the documented shape. */
  readonly meta?: MonitorMeta;
  /** When it arrived here, on the clock given to the monitor. */
  readonly receivedAtMs: number;
}

/** Something that happened to the observer itself. */
export type NoticeBody =
  | { readonly kind: 'connected'; readonly transport: string }
  | { readonly kind: 'disconnected'; readonly reason: string }
  | { readonly kind: 'connect-failed'; readonly reason: string }
  /** The service left out `missed` events (absent: it did not say how many): this observer was too slow. */
  | { readonly kind: 'missed'; readonly missed?: number };

/** When it happened, on the clock given to the monitor, and what. */
export type MonitorNotice = NoticeBody & { readonly atMs: number };

/** Whether everything that there was to see has been seen. */
export type Completeness =
  | { readonly complete: true }
  | { readonly complete: false; readonly reasons: readonly string[] };
