import type { StepContext } from '../../harness/engine/index.ts';
import { SAME_AUDIO, SILENCE_DBFS } from '../../harness/media/index.ts';
import type { FragmentAudioMeasurement } from '../evidence/fragment-audio.ts';

/** Digital silence has no level: it is told as less than 16 bits can hold. */
const NO_SOUND_DBFS = -120;

export interface DubbedAudioLimits {
  /** How far its length may be from its window's: 0.1 is 10 %. */
  readonly durationTolerance: number;
  readonly mustDiffer: boolean;
  /** Nothing is to be heard in the windows of a slate. */
  readonly isSlate: (sequence: number) => boolean;
}

/** The dubbed audio decodes, lasts its window, is to be heard, and is not the original. */
export function checkDubbedAudio(
  ctx: Pick<StepContext, 'check' | 'notMeasured' | 'record'>,
  audio: readonly FragmentAudioMeasurement[],
  limits: DubbedAudioLimits,
): void {
  const problems = audio.flatMap(({ sequence, problem }) =>
    problem === undefined ? [] : [`${sequence}: ${problem}`],
  );
  ctx.check('dubbed audio that does not decode', { actual: problems, expected: [] });
  const decoded = audio.filter(({ problem }) => problem === undefined);
  if (decoded.length === 0) {
    ctx.notMeasured('dubbed audio', { reason: 'no fragment has any that decodes' });
    return;
  }

  const deviations = decoded.map(
    ({ durationS = Number.NaN, windowS }) => Math.abs(durationS - windowS) / windowS,
  );
  ctx.check('dubbed length off by, at most', {
    actual: Math.round(Math.max(...deviations) * 1000) / 10,
    limit: { max: limits.durationTolerance * 100 },
    unit: '%',
  });
  const audible = decoded.filter(({ sequence }) => !limits.isSlate(sequence));
  if (audible.length === 0) {
    ctx.notMeasured('dubbed audio, quietest', { reason: 'every fragment that decodes is of the slate' });
    return;
  }
  const levels = audible.map(({ levelDbfs = Number.NaN }) => levelDbfs);
  ctx.check('dubbed audio, quietest', {
    actual: Math.max(NO_SOUND_DBFS, Math.round(Math.min(...levels) * 10) / 10),
    limit: { min: SILENCE_DBFS },
    unit: 'dBFS',
  });
  if (!limits.mustDiffer) return;
  const likenesses = audible.map(({ likenessToOriginal = Number.NaN }) => likenessToOriginal);
  ctx.check('likeness to the original, highest', {
    actual: Math.round(Math.max(...likenesses) * 1000) / 1000,
    limit: { max: SAME_AUDIO },
    unit: 'of 1',
  });
}
