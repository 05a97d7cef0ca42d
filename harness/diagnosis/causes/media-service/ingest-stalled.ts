import { hasAnswered, serviceTrouble } from '../../facts/service-life.ts';
import { publishedBy } from '../../facts/stream-facts.ts';
import { loggedErrors } from '../../facts/worker-errors.ts';
import { nowMs, segmentS, workerProgress } from '../../facts/worker-progress.ts';
import { type CauseFinding, defineCause } from '../cause.ts';

/** A worker that reads nothing for this long stands still; a busy machine delays it by a second or two. */
const STILL_MS = 10_000;

/** The worker has stopped reading while the stream goes on. */
export const ingestStalled = defineCause({
  code: 'INGEST_STALLED',
  title: 'The worker has stopped reading the stream',
  boundary: 'ingest',
  class: 'PRODUCT',
  meaning:
    'The stream is published and recorded, and the worker lives, but it reads no further: no segment of video has been added for 10 s although at least one more was published.',
  evidenceFor: ['the segments of video that the worker counts', 'how much the publisher has sent'],
  evidenceAgainst: [
    'an error of the worker about its source',
    'audio segments that are waiting for the STS service',
  ],
  fix: 'Find what the ingest of the worker waits for.',
  confirm: ['curl -s <media-service>/metrics | grep worker_segments_total'],
  terminal: true,
  find(facts): CauseFinding | undefined {
    const progress = workerProgress(facts);
    const published = publishedBy(facts);
    const lengthS = segmentS(facts);
    if (progress === undefined || published === undefined || lengthS === undefined) return undefined;
    const { video, audio } = progress;
    const stillMs = nowMs(facts) - video.changedAtMs;
    const missing = Math.floor((published.mediaS + 0.1) / lengthS) - video.value;
    if (missing < 1 || stillMs < STILL_MS || nowMs(facts) - published.lastAtMs > 6 * STILL_MS)
      return undefined;
    // A worker with an error, or one that holds cut segments back, stands still for that reason.
    if (loggedErrors(facts).length > 0 || audio.value > video.value) return undefined;
    if (!hasAnswered(facts, 'media-service') || serviceTrouble(facts, 'media-service') !== undefined)
      return undefined;
    return {
      summary: `The worker stopped reading ${facts.inPath} after ${video.value} segments of ${lengthS} s, although ${published.mediaS.toFixed(1)} s were published; it has read nothing for ${Math.round(stillMs / 1000)} s.`,
      evidence: [video.ref, published.ref],
      certainty: 'certain',
    };
  },
});
