import type { Heard, OutputMeasurement } from '../evidence/output-measurement.ts';
import type { CheckContext } from './check-context.ts';

/**
 * What must be heard: in each window, or in `runs` of at least one window each, where chance (a back-off's jitter)
 * decides how long a run is.
 */
export type HeardLimit = readonly Heard[] | { readonly runs: readonly Heard[] };

type HeardIn = Pick<
  OutputMeasurement['windows'][number],
  'sequence' | 'heard' | 'deltaMs' | 'speed' | 'instead'
>;

/** In each window that is heard which should be: every one of them dubbed, unless `limit` says otherwise. */
export function checkHeard(
  ctx: CheckContext,
  windows: readonly HeardIn[],
  limit: HeardLimit | undefined,
): void {
  const heard = windows.map((window) => window.heard);
  const notes = windows.flatMap(whereabouts);
  const note = notes.length === 0 ? {} : { note: notes.join('; ') };
  if (limit !== undefined && 'runs' in limit) {
    ctx.record('segment-audio', { value: heard });
    ctx.check('segment-audio-runs', { actual: runsOf(heard), expected: limit.runs, ...note });
  } else {
    const expected = limit ?? heard.map(() => 'dubbed');
    ctx.check('segment-audio', { actual: heard, expected, ...note });
  }
}

/** What became of the dubbed sound of a window in which another is heard, as far as it is known. */
function whereabouts({ sequence, heard, deltaMs, speed, instead }: HeardIn): string[] {
  if (heard !== 'other') return [];
  if (instead !== null) return [`in window ${sequence} the dubbed audio of window ${instead} is heard`];
  const its = `the dubbed audio of window ${sequence} is heard`;
  if (speed !== null) return [`${its} at ${speed.toFixed(3)} of its speed`];
  if (deltaMs === null) return [];
  return [`${its} ${(Math.abs(deltaMs) / 1000).toFixed(3)} s too ${deltaMs > 0 ? 'late' : 'early'}`];
}

/** Each value once for as long as it goes on. */
function runsOf(heard: readonly Heard[]): Heard[] {
  return heard.filter((value, index) => value !== heard[index - 1]);
}
