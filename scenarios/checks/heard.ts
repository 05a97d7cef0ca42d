import type { StepContext } from '../../harness/engine/index.ts';
import type { Heard } from '../evidence/output-measurement.ts';

/**
 * What must be heard: in each window, or in `runs` of at least one window each, where chance (a back-off's jitter)
 * decides how long a run is.
 */
export type HeardLimit = readonly Heard[] | { readonly runs: readonly Heard[] };

/** In each window that is heard which should be: every one of them dubbed, unless `limit` says otherwise. */
export function checkHeard(
  ctx: Pick<StepContext, 'check' | 'tell'>,
  heard: readonly Heard[],
  limit: HeardLimit | undefined,
): void {
  if (limit !== undefined && 'runs' in limit) {
    ctx.tell('heard in each window', heard);
    ctx.check('heard, in runs', { actual: runsOf(heard), expected: limit.runs });
  } else {
    ctx.check('heard in each window', { actual: heard, expected: limit ?? heard.map(() => 'dubbed') });
  }
}

/** Each value once for as long as it goes on. */
function runsOf(heard: readonly Heard[]): Heard[] {
  return heard.filter((value, index) => value !== heard[index - 1]);
}
