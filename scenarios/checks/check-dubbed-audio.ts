import { SAME_AUDIO, SILENCE_DBFS } from '../../harness/media/index.ts';
import type { FragmentAudioMeasurement } from '../evidence/measure-fragment-audio.ts';
import { type CheckContext, notMeasuredAll } from './check-context.ts';
import type { DubbingCheckId } from './registry.ts';

/** Digital silence has no finite level. It is recorded as a level below the range of 16 bits. */
const DIGITAL_SILENCE_DBFS = -120;
const SIMILARITY = ['original-similarity-max'] as const;

export interface DubbedAudioLimits {
  /** Allowed difference from the length of the segment: 0.1 is 10 %. */
  readonly durationTolerance: number;
  /** Whether the dubbed audio must differ from the original. */
  readonly mustDiffer: boolean;
  /** Segments of a lead-in are silent. */
  readonly isLeadIn: (sequence: number) => boolean;
}

/** Ids of the checks that {@link checkDubbedAudio} makes. */
export function dubbedAudioChecks(mustDiffer: boolean): DubbingCheckId[] {
  return ['dubbed-audio-undecodable', ...contentChecks(mustDiffer)];
}

function contentChecks(mustDiffer: boolean): DubbingCheckId[] {
  return ['dubbed-length-error-max', 'dubbed-level-min', ...(mustDiffer ? SIMILARITY : [])];
}

/** Checks that the dubbed audio can be decoded, lasts as long as its segment, is audible, and is not the original. */
export function checkDubbedAudio(
  ctx: CheckContext,
  audio: readonly FragmentAudioMeasurement[],
  limits: DubbedAudioLimits,
): void {
  const problems = audio.flatMap(({ sequence, problem }) =>
    problem === undefined ? [] : [`${sequence}: ${problem}`],
  );
  ctx.check('dubbed-audio-undecodable', { actual: problems, expected: [] });
  const decoded = audio.filter(({ problem }) => problem === undefined);
  if (decoded.length === 0) {
    notMeasuredAll(ctx, contentChecks(limits.mustDiffer), { reason: 'no dubbed audio could be decoded' });
    return;
  }

  const deviations = decoded.map(
    ({ durationS = Number.NaN, segmentS }) => Math.abs(durationS - segmentS) / segmentS,
  );
  ctx.check('dubbed-length-error-max', {
    actual: Math.round(Math.max(...deviations) * 1000) / 10,
    limit: { max: limits.durationTolerance * 100 },
    unit: '%',
  });
  const audible = decoded.filter(({ sequence }) => !limits.isLeadIn(sequence));
  if (audible.length === 0) {
    const reason = 'every fragment that can be decoded lies in the lead-in';
    notMeasuredAll(ctx, ['dubbed-level-min', ...(limits.mustDiffer ? SIMILARITY : [])], { reason });
    return;
  }
  const levels = audible.map(({ levelDbfs = Number.NaN }) => levelDbfs);
  ctx.check('dubbed-level-min', {
    actual: Math.max(DIGITAL_SILENCE_DBFS, Math.round(Math.min(...levels) * 10) / 10),
    limit: { min: SILENCE_DBFS },
    unit: 'dBFS',
  });
  if (!limits.mustDiffer) return;
  const similarities = audible.map(({ originalSimilarity = Number.NaN }) => originalSimilarity);
  ctx.check('original-similarity-max', {
    actual: Math.round(Math.max(...similarities) * 1000) / 1000,
    limit: { max: SAME_AUDIO },
    unit: 'of 1',
  });
}
