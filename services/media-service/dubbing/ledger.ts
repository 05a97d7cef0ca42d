import type {
  FallbackReason,
  FragmentOutcome,
  LedgerEntry,
  WorkerStatus,
} from '../../contracts/worker-status.ts';
import type { StreamMetrics } from '../metrics/stream-metrics.ts';
import type { Segment } from './segmenter.ts';

/** Enough to look at; the counters hold the whole account. */
const RECENT_ENTRIES = 64;

/** How a segment ended. A fallback says why. */
export type SegmentEnd =
  | { readonly outcome: 'processed' | 'partial'; readonly roundTripMs: number }
  | { readonly outcome: 'fallback'; readonly reason: FallbackReason }
  | { readonly outcome: 'dropped' };

/** The account of a stream's segments: each one that is opened is closed with exactly one outcome. */
export class Ledger {
  readonly #metrics: StreamMetrics;
  readonly #recent: LedgerEntry[] = [];
  readonly #open = new Map<string, LedgerEntry>();
  readonly #counts: Record<FragmentOutcome, number> = { processed: 0, partial: 0, fallback: 0, dropped: 0 };
  #sent = 0;

  constructor(metrics: StreamMetrics) {
    this.#metrics = metrics;
  }

  /** A segment is handed over to be dubbed. */
  open(fragmentId: string, segment: Segment): void {
    const { index: sequence, startS, durationS } = segment;
    const entry: LedgerEntry = { sequence, fragmentId, startS, durationS };
    this.#sent++;
    this.#open.set(fragmentId, entry);
    this.#recent.push(entry);
    if (this.#recent.length > RECENT_ENTRIES) this.#recent.shift();
    this.#metrics.fragmentSent();
  }

  /** @throws {Error} when the fragment is not open: it was closed before, which would falsify the account */
  close(fragmentId: string, end: SegmentEnd): void {
    const entry = this.#open.get(fragmentId);
    if (entry === undefined) throw new Error(`fragment ${fragmentId} is closed twice or was never opened`);
    this.#open.delete(fragmentId);
    entry.outcome = end.outcome;
    if (end.outcome === 'fallback') entry.reason = end.reason;
    if ('roundTripMs' in end) entry.roundTripMs = Math.round(end.roundTripMs);
    this.#counts[end.outcome]++;
    this.#metrics.fragmentEnded(end.outcome, end.outcome === 'fallback' ? end.reason : undefined);
  }

  /** The account in numbers. `inflight` counts what is open, sent or not. */
  totals(): Omit<WorkerStatus['ledger'], 'recent'> {
    return { sent: this.#sent, inflight: this.#open.size, ...this.#counts };
  }

  /** As `GET /v1/streams/{id}` tells it. */
  snapshot(): WorkerStatus['ledger'] {
    return { ...this.totals(), recent: this.#recent.map((entry) => ({ ...entry })) };
  }
}
