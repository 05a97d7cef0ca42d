import type {
  FallbackReason,
  FragmentOutcome,
  LedgerEntry,
  WorkerStatus,
} from '../../contracts/worker-status.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { Segment } from './segmenter.ts';

/** The newest entries, for inspection; the counters cover all segments. */
const RECENT_ENTRIES = 64;

/** The outcome of a segment, with the reason of a fallback. */
export type SegmentEnd =
  | { readonly outcome: 'processed' | 'partial'; readonly roundTripMs: number }
  | { readonly outcome: 'fallback'; readonly reason: FallbackReason }
  | { readonly outcome: 'dropped' };

/** The record of the outcome of each segment: every opened entry is closed with exactly one outcome. */
export class Ledger {
  readonly #metrics: StreamMetrics;
  readonly #recent: LedgerEntry[] = [];
  readonly #open = new Map<string, LedgerEntry>();
  readonly #counts: Record<FragmentOutcome, number> = { processed: 0, partial: 0, fallback: 0, dropped: 0 };
  #sent = 0;

  constructor(metrics: StreamMetrics) {
    this.#metrics = metrics;
  }

  /** Opens the entry of a segment that is about to be dubbed. */
  open(fragmentId: string, segment: Segment): void {
    const { index: sequence, startS, durationS } = segment;
    const entry: LedgerEntry = { sequence, fragmentId, startS, durationS };
    this.#sent++;
    this.#open.set(fragmentId, entry);
    this.#recent.push(entry);
    if (this.#recent.length > RECENT_ENTRIES) this.#recent.shift();
    this.#metrics.fragmentSent();
  }

  /** @throws {Error} when the fragment has no open entry: counting it twice would falsify the ledger */
  close(fragmentId: string, end: SegmentEnd): void {
    const entry = this.#open.get(fragmentId);
    if (entry === undefined) throw new Error(`fragment ${fragmentId} has no open ledger entry`);
    this.#open.delete(fragmentId);
    entry.outcome = end.outcome;
    if (end.outcome === 'fallback') entry.reason = end.reason;
    if ('roundTripMs' in end) entry.roundTripMs = Math.round(end.roundTripMs);
    this.#counts[end.outcome]++;
    this.#metrics.fragmentEnded(end.outcome, end.outcome === 'fallback' ? end.reason : undefined);
  }

  /** The counters. `inflight` is the number of open entries, sent or not. */
  totals(): Omit<WorkerStatus['ledger'], 'recent'> {
    return { sent: this.#sent, inflight: this.#open.size, ...this.#counts };
  }

  /** The `ledger` field of `GET /v1/streams/{id}`. */
  snapshot(): WorkerStatus['ledger'] {
    return { ...this.totals(), recent: this.#recent.map((entry) => ({ ...entry })) };
  }
}
