import type { OutputMeasurement, SegmentMeasurement } from '../../harness/run-data/output-measurement.ts';
import type { CheckContext } from './check-context.ts';
import type { DubbingCheckId } from './registry.ts';

/** Half or double the energy. Two rounds of AAC leave it within 0.5 dB. */
const MAX_GAIN_DB = 3;
/** Measured: under 0.03 without the original, from 0.13 on when it is 12 dB below the dubbed audio. */
const MAX_BLEED_THROUGH = 0.1;

export interface FidelityOptions {
  /** The output was published more than once: a segment may consist of two publications, whose seam is checked. */
  readonly isJoined: boolean;
  /** The dubbed audio is the original: bleed-through cannot be distinguished. */
  readonly isEcho: boolean;
}

/** Reason for checks that compare the audio of segments with its source. */
const NOTHING_COMPARED = 'no segment of the output has its dubbed or original audio';

/** Ids of the checks that {@link checkFidelity} makes. */
export function fidelityChecks(isEcho: boolean): DubbingCheckId[] {
  return ['audio-mismatch-max', 'loudness-error-max', ...(isEcho ? [] : ['original-bleed-through' as const])];
}

/** Checks that the audio of each segment is complete, as loud as its source, and free of other audio. */
export function checkFidelity(
  ctx: CheckContext,
  { segments, audio }: Pick<OutputMeasurement, 'segments' | 'audio'>,
  { isJoined, isEcho }: FidelityOptions,
): void {
  checkMismatch(ctx, segments, isJoined);
  checkLoudness(ctx, segments, audio?.channels ?? 1);
  if (!isEcho) checkBleedThrough(ctx, segments);
}

function checkMismatch(ctx: CheckContext, segments: readonly SegmentMeasurement[], isJoined: boolean): void {
  const compared = segments.flatMap(({ sequence, fidelity }) =>
    fidelity === null ? [] : [{ sequence, ...fidelity }],
  );
  const [first] = compared;
  if (first === undefined) {
    ctx.notMeasured('audio-mismatch-max', { reason: NOTHING_COMPARED });
    return;
  }
  const { sequence, mismatchMs, mismatchAtMs } = compared.reduce(
    (worst, next) => (next.mismatchMs > worst.mismatchMs ? next : worst),
    first,
  );
  if (isJoined) {
    ctx.record('audio-mismatch-max', { value: mismatchMs, unit: 'ms' });
    return;
  }
  const at = mismatchAtMs === null ? '' : ` from ${mismatchAtMs / 1000} s`;
  ctx.check('audio-mismatch-max', {
    actual: mismatchMs,
    limit: { max: 0 },
    unit: 'ms',
    ...(mismatchMs > 0 && { note: `segment ${sequence}${at}: silence, noise or other audio` }),
  });
}

function checkLoudness(ctx: CheckContext, segments: readonly SegmentMeasurement[], channels: number): void {
  const gains = segments.flatMap(({ sequence, fidelity }) =>
    fidelity === null || fidelity.gainDb === null ? [] : [{ sequence, gainDb: fidelity.gainDb }],
  );
  const [first] = gains;
  if (first === undefined) {
    ctx.notMeasured('loudness-error-max', { reason: NOTHING_COMPARED });
    return;
  }
  const worst = gains.reduce(
    (most, next) => (Math.abs(next.gainDb) > Math.abs(most.gainDb) ? next : most),
    first,
  );
  const note = `segment ${worst.sequence}; positive: louder than its source`;
  ctx.check('loudness-error-max', {
    actual: round(worst.gainDb, 1),
    limit: { min: -MAX_GAIN_DB, max: MAX_GAIN_DB },
    unit: 'dB',
    note: channels === 1 ? note : `${note}; mean of ${channels} channels: one may be silent`,
  });
}

function checkBleedThrough(ctx: CheckContext, segments: readonly SegmentMeasurement[]): void {
  const values = segments.flatMap(({ bleedThrough }) => bleedThrough ?? []);
  if (values.length === 0) {
    ctx.notMeasured('original-bleed-through', { reason: 'no segment of the output has its dubbed audio' });
    return;
  }
  ctx.check('original-bleed-through', {
    actual: round(Math.max(...values), 3),
    limit: { max: MAX_BLEED_THROUGH },
    unit: 'of 1',
  });
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
