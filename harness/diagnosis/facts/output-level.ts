import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { ChannelMeasurement, SegmentMeasurement } from '../../run-data/output-measurement.ts';
import { oncePerRecord } from './once-per-record.ts';
import { checkRef, isWorkersOwn, measuredOutput } from './output-facts.ts';
import type { PipelineFacts } from './pipeline-facts.ts';

/** The limits of the checks of channels and loudness. */
const MAX_ERROR_DB = 3;
const MAX_SHIFT_MS = 2;
/** A worker does not change the level of a dub by more: such a dub is a fault of the STS service. */
const MOST_GAIN_DB = 12;

/** A wrong level or channel in what the worker published. */
export interface LevelFault {
  /** What was measured, as a sentence without its full stop. */
  readonly text: string;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/** Segments of a worker's own output; none when a part before or after it is at fault. */
function ownSegments(facts: PipelineFacts): readonly SegmentMeasurement[] {
  return isWorkersOwn(facts) ? (measuredOutput(facts)?.segments ?? []) : [];
}

/** One channel differs from its source, or from the other one. `undefined` when none does, or all do alike. */
export const channelFault = oncePerRecord((facts): LevelFault | undefined => {
  const segments = ownSegments(facts).flatMap(({ sequence, channels = [], ...segment }) =>
    channels.length === 0 ? [] : [{ sequence, channels, errorsDb: errorsOf({ ...segment, channels }) }],
  );
  const faults = segments.flatMap(({ sequence, channels, errorsDb }) => {
    const isLevelOfAll = errorsDb.every((errorDb) => isWrong(errorDb));
    return channels.flatMap((channel, index) => {
      const levelDb = isLevelOfAll ? undefined : errorsDb[index];
      const what = whatIsWrong(channel, levelDb);
      return what === undefined ? [] : [{ sequence, channel: channel.channel, what }];
    });
  });
  const [first] = faults;
  if (first === undefined) return undefined;
  const affected = new Set(faults.map(({ sequence }) => sequence)).size;
  const [list, ...more] = faults.map(
    ({ sequence, channel, what }) => `segment ${sequence}, ${channel}: ${what}`,
  );
  const ref = (text: string): EvidenceRef => checkRef(facts, text, 'channel-audio', 'loudness-error-max');
  return {
    text: `The ${first.channel} channel of the output ${first.what} in ${affected} of ${segments.length} segments`,
    evidence: [ref(list as string), ...more.slice(0, 2).map(ref)],
  };
});

function whatIsWrong(
  { audio, expected, isInverted, shiftMs }: ChannelMeasurement,
  errorDb: number | undefined,
): string | undefined {
  if (audio === 'silence' && expected !== 'silence') return 'is silent';
  if (audio !== expected) return audio === 'original' ? 'has the original audio' : 'has other audio';
  if (isInverted) return 'has inverted polarity';
  if (shiftMs !== null && Math.abs(shiftMs) > MAX_SHIFT_MS)
    return `is ${Math.abs(shiftMs).toFixed(0)} ms ${shiftMs > 0 ? 'later' : 'earlier'} than the left one`;
  return errorDb !== undefined && isWrong(errorDb) ? describe(errorDb) : undefined;
}

/** The audio of all channels is too loud or too quiet. `undefined` when it is not, or when only one channel is. */
export const levelFault = oncePerRecord((facts): LevelFault | undefined => {
  if (channelFault(facts) !== undefined) return undefined;
  const segments = ownSegments(facts).flatMap(({ sequence, ...segment }) => {
    const errorsDb = errorsOf(segment).filter((errorDb) => errorDb !== undefined);
    const isOfService = Math.abs(segment.expectedGainDb ?? 0) > MOST_GAIN_DB;
    return errorsDb.length === 0 || isOfService ? [] : [{ sequence, errorsDb }];
  });
  const wrong = segments.flatMap(({ sequence, errorsDb }) => {
    const worstDb = errorsDb.reduce((worst, next) => (Math.abs(next) > Math.abs(worst) ? next : worst));
    return isWrong(worstDb) ? [{ sequence, worstDb }] : [];
  });
  const [first, ...others] = wrong;
  if (first === undefined) return undefined;
  const ref = ({ sequence, worstDb }: typeof first): EvidenceRef =>
    checkRef(facts, `segment ${sequence} ${describe(worstDb)}`, 'loudness-error-max');
  return {
    text: `The audio of the output ${describe(first.worstDb)} in ${wrong.length} of ${segments.length} segments`,
    evidence: [ref(first), ...others.slice(0, 2).map(ref)],
  };
});

/** The level of each channel relative to what it must be; `undefined` where it could not be compared. */
function errorsOf({
  channels,
  fidelity,
  expectedGainDb = 0,
}: Pick<SegmentMeasurement, 'channels' | 'fidelity' | 'expectedGainDb'>): (number | undefined)[] {
  return (channels ?? [{ fidelity }]).map(({ fidelity: measured }) => {
    const gainDb = measured?.gainDb;
    return gainDb === undefined || gainDb === null ? undefined : gainDb - expectedGainDb;
  });
}

function isWrong(errorDb: number | undefined): boolean {
  return errorDb !== undefined && Math.abs(errorDb) > MAX_ERROR_DB;
}

function describe(errorDb: number): string {
  return `is ${Math.abs(errorDb).toFixed(1)} dB too ${errorDb > 0 ? 'loud' : 'quiet'}`;
}
