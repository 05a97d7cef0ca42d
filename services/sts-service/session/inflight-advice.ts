import type { Backpressure } from '../../contracts/sts-notice.ts';
import { BackpressureAdviser } from './backpressure.ts';
import { InflightPlaces } from './inflight-places.ts';

/** What a worker is told, before it is addressed. */
export type InflightNotice = Omit<Backpressure, 'stream_id' | 'queue_depth'>;

/**
 * Keeps a worker told of how full its session is. A place that the worker does not free itself is freed in time, and
 * then it is told as well: one that was told to pause must not wait for ever.
 */
export class InflightAdvice {
  readonly #maxInflight: number;
  readonly #places: InflightPlaces;
  readonly #adviser = new BackpressureAdviser();
  readonly #tell: (notice: InflightNotice) => void;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param holdMs how long after its result a fragment holds its place at most */
  constructor(maxInflight: number, holdMs: number, tell: (notice: InflightNotice) => void) {
    this.#maxInflight = maxInflight;
    this.#places = new InflightPlaces(holdMs);
    this.#tell = tell;
  }

  take(fragmentId: string): void {
    this.#places.take(fragmentId);
    this.#advise();
  }

  /** The result went out. */
  answered(fragmentId: string): void {
    this.#places.answered(fragmentId, performance.now());
    this.#advise();
  }

  /** The worker has the result. */
  free(fragmentId: string): void {
    this.#places.free(fragmentId);
    this.#advise();
  }

  /** Tells nothing any more. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #advise(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const nowMs = performance.now();
    const inflight = this.#places.taken(nowMs);
    const advice = this.#adviser.update(inflight, this.#maxInflight);
    if (advice !== undefined) this.#tell({ ...advice, current_inflight: inflight });
    const nextMs = this.#places.nextFreeMs();
    if (nextMs !== undefined) this.#timer = setTimeout(() => this.#advise(), Math.ceil(nextMs - nowMs));
  }
}
