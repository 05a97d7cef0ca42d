import type { FragmentProcessed } from '../../contracts/fragment.ts';
import type { StreamComplete } from '../../contracts/stream-session.ts';

/** Ratio between neighbouring classes of processing times; the 95th percentile is exact to the width of a class. */
const CLASS_RATIO = 1.02;

/** Totals of a session, in constant memory. */
export class SessionStatistics {
  readonly #counts = { success: 0, partial: 0, failed: 0 };
  readonly #timesByClass = new Map<number, { count: number; sumMs: number }>();
  #sumMs = 0;
  #mediaMs = 0;

  /**
   * @param status outcome of the fragment
   * @param processingMs processing time
   * @param mediaMs duration of its audio
   */
  add(status: FragmentProcessed['status'], processingMs: number, mediaMs: number): void {
    this.#counts[status] += 1;
    this.#sumMs += processingMs;
    this.#mediaMs += mediaMs;
    const timeClass = Math.round(Math.log(Math.max(processingMs, 0.01)) / Math.log(CLASS_RATIO));
    const times = this.#timesByClass.get(timeClass) ?? { count: 0, sumMs: 0 };
    times.count += 1;
    times.sumMs += processingMs;
    this.#timesByClass.set(timeClass, times);
  }

  summary(): Omit<StreamComplete, 'stream_id'> {
    const total = this.#counts.success + this.#counts.partial + this.#counts.failed;
    return {
      total_fragments: total,
      total_duration_ms: this.#mediaMs,
      statistics: {
        total_fragments: total,
        success_count: this.#counts.success,
        partial_count: this.#counts.partial,
        failed_count: this.#counts.failed,
        avg_processing_time_ms: round(total === 0 ? 0 : this.#sumMs / total),
        p95_processing_time_ms: round(this.#percentile(0.95, total)),
      },
    };
  }

  /** The mean of the class of the nearest-rank percentile. */
  #percentile(share: number, total: number): number {
    let rank = Math.ceil(share * total);
    for (const [, { count, sumMs }] of [...this.#timesByClass].sort(([a], [b]) => a - b)) {
      rank -= count;
      if (rank <= 0) return sumMs / count;
    }
    return 0;
  }
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
