import { SAME_AUDIO, SILENCE_DBFS } from '../../harness/media/index.ts';
import type { FragmentAudioMeasurement } from '../evidence/fragment-audio.ts';
import { type CheckContext, notMeasuredAll } from './check-context.ts';
import type { DubbingCheckId } from './registry.ts';

const SIMILARITY = ['original-similarity-max'] as const;
/** Digital silence has no level: it is told as less than 16 bits can hold. */
const NO_SOUND_DBFS = -120;

export interface DubbedAudioLimits {
  /** How far its length may be from its window's: 0.1 is 10 %. */
  readonly durationTolerance: number;
  readonly mustDiffer: boolean;
  /** Nothing is to be heard in the windows of a slate. */
  readonly isSlate: (sequence: number) => boolean;
}

/** Checks that {@link checkDubbedAudio} makes. */
export function dubbedAudioChecks(mustDiffer: boolean): DubbingCheckId[] {
  return ['dubbed-audio-undecodable', ...contentChecks(mustDiffer)];
}

/** Checks that need dubbed audio that can be decoded. */
function contentChecks(mustDiffer: boolean): DubbingCheckId[] {
  return ['dubbed-length-error-max', 'dubbed-level-min', ...(mustDiffer ? SIMILARITY : [])];
}

/** The dubbed audio decodes, lasts its window, is to be heard, and is not the original. */
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
    ({ durationS = Number.NaN, windowS }) => Math.abs(durationS - windowS) / windowS,
  );
  ctx.check('dubbed-length-error-max', {
    actual: Math.round(Math.max(...deviations) * 1000) / 10,
    limit: { max: limits.durationTolerance * 100 },
    unit: '%',
  });
  const audible = decoded.filter(({ sequence }) => !limits.isSlate(sequence));
  if (audible.length === 0) {
    const reason = 'every fragment that can be decoded lies in the lead-in';
    notMeasuredAll(ctx, ['dubbed-level-min', ...(limits.mustDiffer ? SIMILARITY : [])], { reason });
    return;
  }
  const levels = audible.map(({ levelDbfs = Number.NaN }) => levelDbfs);
  ctx.check('dubbed-level-min', {
    actual: Math.max(NO_SOUND_DBFS, Math.round(Math.min(...levels) * 10) / 10),
    limit: { min: SILENCE_DBFS },
    unit: 'dBFS',
  });
  if (!limits.mustDiffer) return;
  const likenesses = audible.map(({ likenessToOriginal = Number.NaN }) => likenessToOriginal);
  ctx.check('original-similarity-max', {
    actual: Math.round(Math.max(...likenesses) * 1000) / 1000,
    limit: { max: SAME_AUDIO },
    unit: 'of 1',
  });
}
