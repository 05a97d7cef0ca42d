import type { FragmentData } from '../../services/contracts/fragment.ts';

/** Timestamps from here on are Unix time: as a position in a stream, this is more than three years. */
const UNIX_TIME_FROM_MS = 1e11;

type Timed = Pick<FragmentData, 'timestamp'> & { readonly audio: Pick<FragmentData['audio'], 'duration_ms'> };

/**
 * When fragments start on the worker's clock, in ms. Workers send either this position or Unix time. Unix time is that of
 * sending, and a fragment can be sent late: each starts where the previous one ended, unless it and all later ones are
 * late by whole fragments, which were not sent.
 *
 * @param sent all fragments of a stream in the order of sending
 */
export function fragmentStartsMs(sent: readonly Timed[]): number[] {
  const [first] = sent;
  if (first === undefined || first.timestamp < UNIX_TIME_FROM_MS)
    return sent.map(({ timestamp }) => timestamp);
  const { duration_ms: segmentMs } = first.audio;
  let endMs = 0;
  const places = sent.map(({ timestamp, audio: { duration_ms: durationMs } }) => {
    const startMs = endMs;
    endMs += durationMs;
    return { startMs, lateMs: timestamp - first.timestamp - startMs };
  });
  let leastMs = Number.POSITIVE_INFINITY;
  const starts = places.toReversed().map(({ startMs, lateMs }) => {
    leastMs = Math.min(leastMs, lateMs);
    const missing = segmentMs === 0 ? 0 : Math.max(0, Math.round(leastMs / segmentMs));
    return startMs + missing * segmentMs;
  });
  return starts.toReversed();
}
