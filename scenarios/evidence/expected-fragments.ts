import type { PipelineProfile } from '../../harness/environments/index.ts';

/** A final piece below this is no segment (design §4). */
const SHORTEST_SEGMENT_S = 1;

/**
 * How many fragments the clip must give.
 *
 * @param documented by the scenario's own segment length
 * @param profile a pipeline that cuts in another length says so
 */
export function expectedFragments(
  documented: number,
  { segmentS }: Pick<PipelineProfile, 'segmentS'>,
  clipDurationS: number,
): number {
  if (segmentS === undefined) return documented;
  const whole = Math.floor(clipDurationS / segmentS + 1e-6);
  const restS = clipDurationS - whole * segmentS;
  return whole + (restS >= SHORTEST_SEGMENT_S ? 1 : 0);
}
