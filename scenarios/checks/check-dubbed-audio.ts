import { SAME_AUDIO, SILENCE_DBFS } from '../../harness/media/index.ts';
import type { FragmentAudioMeasurement } from '../../harness/run-data/fragment-audio.ts';
import { type CheckContext, notMeasuredAll } from './check-context.ts';
import type { DubbingCheckId } from './registry.ts';

/** Digital silence has no finite level. It is recorded as a level below the range of 16 bits. */
const DIGITAL_SILENCE_DBFS = -120;
/** Of speech only: a clip that is echoed may be a test signal. */
const SPEECH = ['dubbed-audio-not-speech', 'original-similarity-max'] as const;
/** More than the padding of an encoder, less than any two common sample rates differ by. */
const DECLARED_LENGTH_TOLERANCE = 0.05;

export interface DubbedAudioLimits {
  /** Allowed difference from the length of the segment: 0.1 is 10 %. */
  readonly durationTolerance: number;
  /** Whether the dubbed audio must differ from the original. */
  readonly mustDiffer: boolean;
  /** Segments of a lead-in are silent. */
  readonly isLeadIn: (sequence: number) => boolean;
  /** Segments of the clip without speech, for which nothing must be spoken. None by default. */
  readonly isWithoutSpeech?: (sequence: number) => boolean;
}

/** Ids of the checks that {@link checkDubbedAudio} makes. */
export function dubbedAudioChecks(mustDiffer: boolean): DubbingCheckId[] {
  return ['dubbed-audio-undecodable', ...contentChecks(mustDiffer)];
}

function contentChecks(mustDiffer: boolean): DubbingCheckId[] {
  return [
    ...(['dubbed-length-error-max', 'dubbed-declared-length-error-max', 'dubbed-level-min'] as const),
    ...(mustDiffer ? SPEECH : []),
  ];
}

/**
 * Checks that the dubbed audio can be decoded, lasts as long as its segment and as it declares, is audible, is neither a
 * tone nor noise, and is not the original.
 */
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
  checkDeclaredLength(ctx, decoded);
  const ids = ['dubbed-level-min', ...(limits.mustDiffer ? SPEECH : [])] as const;
  const ofClip = decoded.filter(({ sequence }) => !limits.isLeadIn(sequence));
  if (ofClip.length === 0) {
    notMeasuredAll(ctx, ids, { reason: 'every fragment that can be decoded lies in the lead-in' });
    return;
  }
  const audible = ofClip.filter(({ sequence }) => limits.isWithoutSpeech?.(sequence) !== true);
  if (audible.length === 0) {
    notMeasuredAll(ctx, ids, { reason: 'no segment has speech', inapplicable: true });
    return;
  }
  checkLevel(ctx, audible);
  if (!limits.mustDiffer) return;
  ctx.check('dubbed-audio-not-speech', { actual: audible.flatMap(describeOtherSound), expected: [] });
  checkOriginalSimilarity(ctx, audible);
}

/** The quietest channel. Stereo is also measured as the mean of its channels: some players have one loudspeaker. */
function checkLevel(ctx: CheckContext, audible: readonly FragmentAudioMeasurement[]): void {
  const levels = audible.flatMap(({ levelDbfs = Number.NaN, ...fragment }) => [
    ...channelsOf(fragment).map(({ name, levelDbfs: level }) => ({ name, level })),
    { name: nameOfMean(fragment), level: levelDbfs },
  ]);
  const quietest = levels.reduce((least, next) => (isWorse(levelOf(next) - levelOf(least)) ? next : least));
  const isSilent = levelOf(quietest) < SILENCE_DBFS;
  ctx.check('dubbed-level-min', {
    actual: Math.max(DIGITAL_SILENCE_DBFS, Math.round(levelOf(quietest) * 10) / 10),
    limit: { min: SILENCE_DBFS },
    unit: 'dBFS',
    ...(isSilent && { note: quietest.name }),
  });
}

/** A value that is not measured is NaN, and the worst. */
function isWorse(difference: number): boolean {
  return difference < 0 || Number.isNaN(difference);
}

function levelOf({ level }: { readonly level: number | null }): number {
  return level ?? DIGITAL_SILENCE_DBFS;
}

function checkOriginalSimilarity(ctx: CheckContext, audible: readonly FragmentAudioMeasurement[]): void {
  const similarities = audible.flatMap(({ originalSimilarity = Number.NaN, ...fragment }) => [
    ...channelsOf(fragment).map(({ name, originalSimilarity: ofChannel }) => ({ name, value: ofChannel })),
    { name: nameOfMean(fragment), value: originalSimilarity },
  ]);
  const greatest = similarities.reduce((most, next) => (isWorse(most.value - next.value) ? next : most));
  ctx.check('original-similarity-max', {
    actual: Math.round(greatest.value * 1000) / 1000,
    limit: { max: SAME_AUDIO },
    unit: 'of 1',
    ...(greatest.value > SAME_AUDIO && { note: greatest.name }),
  });
}

type MeasuredChannel = NonNullable<FragmentAudioMeasurement['channels']>[number];

/** The channels of stereo audio with their names: `fragment 2, right channel`. */
function channelsOf({
  sequence,
  channels = [],
}: Pick<FragmentAudioMeasurement, 'sequence' | 'channels'>): (MeasuredChannel & { readonly name: string })[] {
  return channels.map((measured) => ({
    ...measured,
    name: `fragment ${sequence}, ${measured.channel} channel`,
  }));
}

function nameOfMean({ sequence, channels }: Pick<FragmentAudioMeasurement, 'sequence' | 'channels'>): string {
  return `fragment ${sequence}${channels === undefined ? '' : ', mean of its channels'}`;
}

function checkDeclaredLength(ctx: CheckContext, decoded: readonly FragmentAudioMeasurement[]): void {
  const errors = decoded.flatMap(({ durationS, declaredS }) =>
    durationS === undefined || declaredS === undefined ? [] : [Math.abs(durationS - declaredS) / declaredS],
  );
  if (errors.length === 0) {
    ctx.notMeasured('dubbed-declared-length-error-max', {
      reason: 'the STS service declares no length of the dubbed audio',
    });
    return;
  }
  ctx.check('dubbed-declared-length-error-max', {
    actual: Math.round(Math.max(...errors) * 1000) / 10,
    limit: { max: DECLARED_LENGTH_TOLERANCE * 100 },
    unit: '%',
  });
}

/** `0: a tone of 1000 Hz`, `0, right channel: noise`. Nothing for audio that may be speech. */
function describeOtherSound({ sequence, character, channels = [] }: FragmentAudioMeasurement): string[] {
  const sounds = [
    { name: `${sequence}`, character },
    ...channels.map((one) => ({ name: `${sequence}, ${one.channel} channel`, character: one.character })),
  ];
  return sounds.flatMap(({ name, character: sound }) => {
    if (sound?.kind === 'tone') return [`${name}: a tone of ${sound.dominantHz} Hz`];
    return sound?.kind === 'noise' ? [`${name}: noise`] : [];
  });
}
