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

/** The audio of a segment, or of one of its channels. */
interface ComparedAudio extends Pick<SegmentMeasurement, 'fidelity' | 'bleedThrough'> {
  /** `segment 3`, or `segment 3, right channel`. */
  readonly name: string;
  readonly expectedGainDb: number;
}

/** Checks that the audio of each segment is complete, as loud as required, and free of other audio, in each channel. */
export function checkFidelity(
  ctx: CheckContext,
  { segments, audio }: Pick<OutputMeasurement, 'segments' | 'audio'>,
  { isJoined, isEcho }: FidelityOptions,
): void {
  const compared = segments.flatMap(channelsOf);
  // Channels that are shifted against each other differ in their mean only.
  const all = [...compared, ...segments.flatMap((one) => (one.channels === undefined ? [] : meanOf(one)))];
  checkMismatch(ctx, all, isJoined);
  // Runs of earlier versions have the mean only.
  const isMean = segments.every(({ channels }) => channels === undefined);
  checkLoudness(ctx, compared, isMean ? (audio?.channels ?? 1) : 1);
  if (!isEcho) checkBleedThrough(ctx, all);
}

function channelsOf(segment: SegmentMeasurement): ComparedAudio[] {
  const { sequence, channels, expectedGainDb = 0 } = segment;
  if (channels === undefined) return [meanOf(segment)];
  return channels.map(({ channel, fidelity, bleedThrough }) => ({
    ...{ name: `segment ${sequence}, ${channel} channel`, fidelity, bleedThrough, expectedGainDb },
  }));
}

/** The only channel of mono. */
function meanOf({
  sequence,
  channels,
  fidelity,
  bleedThrough,
  expectedGainDb = 0,
}: SegmentMeasurement): ComparedAudio {
  const name = `segment ${sequence}${channels === undefined ? '' : ', mean of its channels'}`;
  return { name, fidelity, bleedThrough, expectedGainDb };
}

function checkMismatch(ctx: CheckContext, audio: readonly ComparedAudio[], isJoined: boolean): void {
  const compared = audio.flatMap(({ name, fidelity }) => (fidelity === null ? [] : [{ name, ...fidelity }]));
  const [first] = compared;
  if (first === undefined) {
    ctx.notMeasured('audio-mismatch-max', { reason: NOTHING_COMPARED });
    return;
  }
  const { name, mismatchMs, mismatchAtMs } = compared.reduce(
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
    ...(mismatchMs > 0 && { note: `${name}${at}: silence, noise or other audio` }),
  });
}

/** @param meanOf number of channels that the measured level is the mean of */
function checkLoudness(ctx: CheckContext, audio: readonly ComparedAudio[], meanOf: number): void {
  const errors = audio.flatMap(({ name, fidelity, expectedGainDb }) =>
    fidelity === null || fidelity.gainDb === null
      ? []
      : [{ name, expectedGainDb, errorDb: fidelity.gainDb - expectedGainDb }],
  );
  const [first] = errors;
  if (first === undefined) {
    ctx.notMeasured('loudness-error-max', { reason: NOTHING_COMPARED });
    return;
  }
  const worst = errors.reduce(
    (most, next) => (Math.abs(next.errorDb) > Math.abs(most.errorDb) ? next : most),
    first,
  );
  const note = `${worst.name}; positive: louder than its ${worst.expectedGainDb === 0 ? 'source' : 'original'}`;
  ctx.check('loudness-error-max', {
    actual: round(worst.errorDb, 1),
    limit: { min: -MAX_GAIN_DB, max: MAX_GAIN_DB },
    unit: 'dB',
    note: meanOf === 1 ? note : `${note}; mean of ${meanOf} channels: one may be silent`,
  });
}

function checkBleedThrough(ctx: CheckContext, audio: readonly ComparedAudio[]): void {
  const values = audio.flatMap(({ name, bleedThrough }) =>
    bleedThrough === null ? [] : [{ name, bleedThrough }],
  );
  const [first] = values;
  if (first === undefined) {
    ctx.notMeasured('original-bleed-through', { reason: 'no segment of the output has its dubbed audio' });
    return;
  }
  const worst = values.reduce((most, next) => (next.bleedThrough > most.bleedThrough ? next : most), first);
  ctx.check('original-bleed-through', {
    actual: round(worst.bleedThrough, 3),
    limit: { max: MAX_BLEED_THROUGH },
    unit: 'of 1',
    ...(worst.bleedThrough > MAX_BLEED_THROUGH && { note: worst.name }),
  });
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
