import type { SegmentAudioKind, SegmentMeasurement } from '../../harness/run-data/output-measurement.ts';
import type { CheckContext } from './check-context.ts';

/**
 * The audio that each segment must have, or each run of at least one segment, where chance (the jitter of a back-off)
 * decides how long a run is.
 */
export type SegmentAudioLimit = readonly SegmentAudioKind[] | { readonly runs: readonly SegmentAudioKind[] };

type MeasuredAudio = Pick<SegmentMeasurement, 'sequence' | 'audio' | 'offsetMs' | 'speed' | 'otherSegment'>;

/**
 * Checks the audio of each segment: every one is dubbed, unless `limit` differs.
 *
 * @param silent segments without speech whose dubbed audio is silent, by sequence, with the reason
 */
export function checkSegmentAudio(
  ctx: CheckContext,
  segments: readonly MeasuredAudio[],
  limit: SegmentAudioLimit | undefined,
  silent: ReadonlyMap<number, string> = new Map(),
): void {
  const audio = segments.map((segment) => segment.audio);
  const notes = [
    ...segments.flatMap(describeMisplaced),
    ...[...silent].map(([sequence, reason]) => `segment ${sequence} has no speech: ${reason}`),
  ];
  const note = notes.length === 0 ? {} : { note: notes.join('; ') };
  if (limit !== undefined && 'runs' in limit) {
    ctx.record('segment-audio', { value: audio });
    ctx.check('segment-audio-runs', { actual: runsOf(audio), expected: limit.runs, ...note });
  } else {
    const expected = limit ?? segments.map(({ sequence }) => (silent.has(sequence) ? 'silence' : 'dubbed'));
    ctx.check('segment-audio', { actual: audio, expected, ...note });
  }
}

/** Position of the misplaced dubbed audio, if known. */
function describeMisplaced({ sequence, audio, offsetMs, speed, otherSegment }: MeasuredAudio): string[] {
  if (audio !== 'other') return [];
  if (otherSegment !== null) return [`segment ${sequence} has the dubbed audio of segment ${otherSegment}`];
  const its = `the dubbed audio of segment ${sequence} is`;
  if (speed !== null) return [`${its} played at ${speed.toFixed(3)} of its speed`];
  if (offsetMs === null) return [];
  return [`${its} ${(Math.abs(offsetMs) / 1000).toFixed(3)} s too ${offsetMs > 0 ? 'late' : 'early'}`];
}

/** Merges equal neighbours into one value. */
function runsOf(audio: readonly SegmentAudioKind[]): SegmentAudioKind[] {
  return audio.filter((value, index) => value !== audio[index - 1]);
}
