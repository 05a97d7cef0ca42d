import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import type { SegmentMeasurement } from '../../run-data/output-measurement.ts';
import { oncePerRecord } from './once-per-record.ts';
import { checkRef, isWorkersOwn, measuredOutput } from './output-facts.ts';
import { frameFault } from './output-frames.ts';
import type { PipelineFacts } from './pipeline-facts.ts';

/** Offsets closer than this are the same: a frame and a packet blur each of them. */
const SAME_OFFSET_MS = 40;
/** A change of the offset from one segment to the next that is only noise. */
const NOISE_MS = 5;
/** A change of the offset that happens between two segments is a jump, not a drift. */
const JUMP_SHARE = 0.7;

/** The difference between the place of the dubbed audio in the output and the place of its segment. */
export interface AudioFault {
  /**
   * - `repeated`: the audio of one segment is played for several segments.
   * - `swapped`: each is played once, in another order.
   * - `drifts`: the offset grows from segment to segment.
   * - `late`, `early`: by the same offset, or by one that jumps once.
   */
  readonly kind: 'repeated' | 'swapped' | 'drifts' | 'late' | 'early';
  /** What was measured, as a sentence without its full stop. */
  readonly text: string;
  readonly evidence: readonly [EvidenceRef, ...EvidenceRef[]];
}

/**
 * The fault of the audio's order or time in what the worker published. `undefined` when there is none, when it is not the
 * worker's, or when the frames, by which it is measured, are at fault.
 */
export const audioFault = oncePerRecord((facts): AudioFault | undefined => {
  const segments = measuredOutput(facts)?.segments ?? [];
  if (segments.length === 0 || !isWorkersOwn(facts) || frameFault(facts) !== undefined) return undefined;
  return order(facts, segments) ?? offset(facts, segments);
});

function order(facts: PipelineFacts, segments: readonly SegmentMeasurement[]): AudioFault | undefined {
  const offsets = offsetsOf(segments);
  const [first = 0] = offsets;
  // With one offset for all, each segment has the audio of a neighbour, and their order is right.
  if (Math.abs(first) > SAME_OFFSET_MS && spanOf(offsets) <= SAME_OFFSET_MS) return undefined;
  const played = segments.map(({ sequence, audio, otherSegment }) => ({
    sequence,
    played: audio === 'dubbed' ? sequence : otherSegment,
  }));
  const misplaced = played.filter((one) => one.played !== null && one.played !== one.sequence);
  if (misplaced.length === 0) return undefined;
  const list = misplaced.map(
    (one) => `segment ${one.sequence} has the dubbed audio of segment ${one.played}`,
  );
  const refs: AudioFault['evidence'] = [
    checkRef(facts, list.join('; '), 'segment-audio', 'segment-audio-runs'),
  ];
  const twice = misplaced.find((one) => played.filter((other) => other.played === one.played).length > 1);
  if (twice !== undefined) {
    const of = played.filter((other) => other.played === twice.played).map(({ sequence }) => sequence);
    return {
      kind: 'repeated',
      text: `The dubbed audio of segment ${twice.played} is played for the segments ${of.join(' and ')}`,
      evidence: refs,
    };
  }
  const places = misplaced.map(({ sequence }) => sequence);
  if (!misplaced.every((one) => one.played !== null && places.includes(one.played))) return undefined;
  const text = `The segments ${places.join(', ')} are aired as ${misplaced.map((one) => one.played).join(', ')}`;
  return { kind: 'swapped', text, evidence: refs };
}

function offset(facts: PipelineFacts, segments: readonly SegmentMeasurement[]): AudioFault | undefined {
  const speeds = segments.flatMap(({ speed }) => speed ?? []);
  const [speed] = speeds;
  if (speed !== undefined && speeds.length * 2 > segments.length) {
    const text = `The dubbed audio is played at ${speed.toFixed(3)} times its speed`;
    return { kind: 'drifts', text, evidence: [checkRef(facts, text, 'segment-audio')] };
  }
  const offsets = offsetsOf(segments);
  const [first, last] = [offsets[0], offsets.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const worst = offsets.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
  const list = `A/V offset of the segments: ${offsets.map((one) => `${one.toFixed(0)} ms`).join(', ')}`;
  const evidence: AudioFault['evidence'] = [
    checkRef(facts, list, 'av-offset-max', 'av-drift', 'av-offset-measured', 'segment-audio'),
  ];
  const changes = offsets.slice(1).map((one, index) => one - (offsets[index] ?? one));
  const span = spanOf(offsets);
  if (span > SAME_OFFSET_MS && isSteady(changes, span)) {
    const perSegment = (last - first) / (offsets.length - 1);
    const text = `The dubbed audio drifts by ${perSegment.toFixed(0)} ms per segment, from ${first.toFixed(0)} ms to ${last.toFixed(0)} ms`;
    return { kind: 'drifts', text, evidence };
  }
  if (Math.abs(worst) <= SAME_OFFSET_MS) return undefined;
  const kind = worst > 0 ? 'late' : 'early';
  const most = span > SAME_OFFSET_MS ? 'up to ' : '';
  return { kind, text: `The dubbed audio is ${most}${Math.abs(worst).toFixed(0)} ms too ${kind}`, evidence };
}

/** Whether the offset moves one way, in more than one step. */
function isSteady(changes: readonly number[], span: number): boolean {
  const isOneWay = changes.every((one) => one > -NOISE_MS) || changes.every((one) => one < NOISE_MS);
  return isOneWay && changes.length > 1 && changes.every((one) => Math.abs(one) <= span * JUMP_SHARE);
}

function offsetsOf(segments: readonly SegmentMeasurement[]): readonly number[] {
  return segments.flatMap(({ offsetMs }) => offsetMs ?? []);
}

function spanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.max(...values) - Math.min(...values);
}
