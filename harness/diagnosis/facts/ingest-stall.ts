import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { isShortOfCpu } from './cpu-wait.ts';
import { oncePerRecord } from './once-per-record.ts';
import { hasAnswered, serviceTrouble } from './service-life.ts';
import { publishedBy } from './stream-facts.ts';
import { loggedErrors } from './worker-errors.ts';
import { nowMs, segmentS, workerProgress } from './worker-progress.ts';

/** A worker that has stopped reading although more was published. */
export interface IngestStall {
  /** Segments of video that it has read. */
  readonly read: number;
  readonly segmentS: number;
  readonly publishedS: number;
  readonly stillS: number;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/** A worker that reads nothing for this long stands still; a busy machine delays it by a second or two. */
const STILL_MS = 10_000;

/** Whether the worker stands still, and no error or other part of it explains that. */
export const ingestStall = oncePerRecord((facts): IngestStall | undefined => {
  const progress = workerProgress(facts);
  const published = publishedBy(facts);
  const lengthS = segmentS(facts);
  if (progress === undefined || published === undefined || lengthS === undefined) return undefined;
  const { video, audio } = progress;
  const stillMs = nowMs(facts) - video.changedAtMs;
  const missing = Math.floor((published.mediaS + 0.1) / lengthS) - video.value;
  if (missing < 1 || stillMs < STILL_MS) return undefined;
  // A worker with an error, or one that holds cut segments back, stands still for that reason.
  if (loggedErrors(facts).length > 0 || audio.value > video.value) return undefined;
  if (isShortOfCpu(facts, 'media-service', video.changedAtMs)) return undefined;
  if (!hasAnswered(facts, 'media-service') || serviceTrouble(facts, 'media-service') !== undefined)
    return undefined;
  return {
    ...{ read: video.value, segmentS: lengthS, publishedS: published.mediaS, stillS: stillMs / 1000 },
    evidence: [video.ref, published.ref],
  };
});
