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

type Entry = { -readonly [Key in keyof LedgerEntry]: LedgerEntry[Key] };

/** The account of a stream's segments: each one that is opened is closed with exactly one outcome. */
export class Ledger {
  readonly #metrics: StreamMetrics;
  readonly #recent: Entry[] = [];
  readonly #open = new Map<string, Entry>();
  readonly #counts: Record<FragmentOutcome, number> = { processed: 0, partial: 0, fallback: 0, dropped: 0 };
  #sent = 0;

  constructor(metrics: StreamMetrics) {
    this.#metrics = metrics;
  }

  open(fragmentId: string, segment: Segment): void {
    const entry: Entry = {
      sequence: segment.index,
      fragmentId,
      startS: segment.startS,
      durationS: segment.durationS,
    };
    this.#sent++;
    this.#open.set(fragmentId, entry);
    this.#recent.push(entry);
    if (this.#recent.length > RECENT_ENTRIES) this.#recent.shift();
    this.#metrics.fragmentSent();
  }

  /** @throws {Error} when the fragment is not open: it was closed before, which would falsify the account */
  close(fragmentId: string, outcome: FragmentOutcome, reason?: FallbackReason, roundTripMs?: number): void {
    const entry = this.#open.get(fragmentId);
    if (entry === undefined) throw new Error(`fragment ${fragmentId} is closed twice or was never opened`);
    this.#open.delete(fragmentId);
    entry.outcome = outcome;
    if (reason !== undefined) entry.reason = reason;
    if (roundTripMs !== undefined) entry.roundTripMs = Math.round(roundTripMs);
    this.#counts[outcome]++;
    this.#metrics.fragmentEnded(outcome, reason);
  }

  /** As `GET /v1/streams/{id}` tells it. `inflight` counts what is open, sent or not. */
  snapshot(): WorkerStatus['ledger'] {
    return {
      sent: this.#sent,
      inflight: this.#open.size,
      ...this.#counts,
      recent: this.#recent.map((entry) => ({ ...entry })),
    };
  }
}
