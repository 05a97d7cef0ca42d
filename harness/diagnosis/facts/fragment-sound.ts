import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { type FragmentAudioMeasurement, fragmentAudioSchema } from '../../run-data/fragment-audio.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { dubbedFragments } from './stream-facts.ts';
import { stsExchange } from './sts-exchange.ts';

/** Below it audio is silent. */
const SILENCE_DBFS = -60;
/** Above it dubbed audio is the original. */
const SAME_AUDIO = 0.5;
const LENGTH_TOLERANCE = 0.1;
const DECLARED_TOLERANCE = 0.05;
const RATE_TOLERANCE = 0.007;
const RATES_HZ = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];

/** What dubbed audio is instead of speech of the right length. Audio is exactly one of these. */
export type SoundFault = 'silent' | 'tone' | 'noise' | 'original' | 'wrong-rate' | 'wrong-length';

/** The dubbed audio of the fragments that have one fault. */
export interface FaultySound {
  readonly faulty: readonly [FragmentAudioMeasurement, ...FragmentAudioMeasurement[]];
  readonly all: readonly FragmentAudioMeasurement[];
}

/** What step 4 measured of the dubbed audio, without the silent lead-in. */
const measuredAudio = oncePerRecord((facts): readonly FragmentAudioMeasurement[] => {
  const output = z
    .looseObject({ audio: z.array(fragmentAudioSchema) })
    .safeParse(facts.outputOf('event-data')).data;
  const leadIn = z.array(z.number()).safeParse(facts.checks('lead-in-segments').at(-1)?.actual).data ?? [];
  return (
    output?.audio.filter(({ sequence, problem }) => problem === undefined && !leadIn.includes(sequence)) ?? []
  );
});

/** The fragments whose dubbed audio has this fault; `undefined` when there are none. */
export function faultySound(facts: PipelineFacts, fault: SoundFault): FaultySound | undefined {
  const all = measuredAudio(facts);
  const rate = commonRateRatio(all);
  const [first, ...others] = all.filter((audio) => faultOf(audio, rate) === fault);
  return first === undefined ? undefined : { faulty: [first, ...others], all };
}

function faultOf(audio: FragmentAudioMeasurement, rate: number | undefined): SoundFault | undefined {
  const { character, originalSimilarity = 0, sameBytesAsOriginal } = audio;
  if (isSilent(audio)) return 'silent';
  if (character?.kind === 'tone' || character?.kind === 'noise') return character.kind;
  if (sameBytesAsOriginal === true || originalSimilarity > SAME_AUDIO) return 'original';
  if (hasWrongLength(audio))
    return rate === undefined && audio.rates === undefined ? 'wrong-length' : 'wrong-rate';
  return undefined;
}

/** Stereo audio is silent when each of its channels is: in their mean they can cancel. */
function isSilent({ levelDbfs, channels = [] }: FragmentAudioMeasurement): boolean {
  const levels = channels.length === 0 ? [levelDbfs] : channels.map((channel) => channel.levelDbfs);
  return levels.every((level) => level === null || (level !== undefined && level < SILENCE_DBFS));
}

function hasWrongLength({ durationS, declaredS, segmentS }: FragmentAudioMeasurement): boolean {
  if (durationS === undefined) return false;
  const isUnlike = (expectedS: number, tolerance: number): boolean =>
    Math.abs(durationS - expectedS) > tolerance * expectedS;
  return (
    isUnlike(segmentS, LENGTH_TOLERANCE) ||
    (declaredS !== undefined && isUnlike(declaredS, DECLARED_TOLERANCE))
  );
}

/**
 * How much longer all audio is than it should be, when that is the ratio of two common sample rates. Half and double
 * length are not counted: audio that was cut in half has the same ratio.
 */
export function commonRateRatio(all: readonly FragmentAudioMeasurement[]): number | undefined {
  const ratios = all.flatMap(({ durationS, declaredS, segmentS }) =>
    durationS === undefined ? [] : [durationS / (declaredS ?? segmentS)],
  );
  const [first] = ratios;
  if (first === undefined || ratios.length < 2) return undefined;
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  if (ratios.some((ratio) => Math.abs(ratio / mean - 1) > RATE_TOLERANCE)) return undefined;
  const isRate = RATES_HZ.some((one) =>
    RATES_HZ.some(
      (other) => one !== other && isNear(mean, one / other) && !isNear(mean, 0.5) && !isNear(mean, 2),
    ),
  );
  return isRate ? mean : undefined;
}

function isNear(ratio: number, expected: number): boolean {
  return Math.abs(ratio / expected - 1) <= RATE_TOLERANCE;
}

/** The kept audio that a measurement is of, as a file of the run folder for a command. */
export function soundFile(facts: PipelineFacts, { sequence }: FragmentAudioMeasurement): string {
  const fragment = dubbedFragments(facts)?.list.find(({ sequenceNumber }) => sequenceNumber === sequence);
  return `<run-folder>/${fragment?.dubbed?.path ?? `attachments/fragment-${sequence}-*-dubbed.*`}`;
}

/** A measurement as evidence, at the time of its result. */
export function soundRef(facts: PipelineFacts, audio: FragmentAudioMeasurement, what: string): EvidenceRef {
  const text = `fragment ${audio.sequence}: ${what}`;
  const result = stsExchange(facts).results.find(({ sequence }) => sequence === audio.sequence);
  return result === undefined
    ? { text, source: 'event-data' }
    : { text, source: 'event-data', atMs: result.event.atMs, seq: result.event.seq };
}
