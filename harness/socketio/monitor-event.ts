import type { MonitorMeta } from '../../services/contracts/sts-monitor.ts';

/** A protocol event on the connection of a worker. */
export interface MonitorEvent {
  /** Its documented name: `fragment:data`, `fragment:processed`, `error`, … */
  readonly event: string;
  /** Unchanged, valid or not. */
  readonly payload: unknown;
  /** Absent when the service sent none, or an invalid one. */
  readonly meta?: MonitorMeta;
  /** Time of arrival, on the clock of the observer. */
  readonly receivedAtMs: number;
}

/** A change of the observer itself. */
export type NoticeBody =
  | { readonly kind: 'connected'; readonly transport: string }
  | { readonly kind: 'disconnected'; readonly reason: string }
  | { readonly kind: 'connect-failed'; readonly reason: string }
  /** This observer was too slow, and the service skipped `missed` events. Absent: an unknown number. */
  | { readonly kind: 'missed'; readonly missed?: number };

/** A change of the observer, and its time on the clock of the observer. */
export type MonitorNotice = NoticeBody & { readonly atMs: number };

/** Whether every event was observed. */
export type Completeness =
  | { readonly complete: true }
  | { readonly complete: false; readonly reasons: readonly string[] };
