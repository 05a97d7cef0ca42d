import { type ComparedRun, type Happening, nameOf } from './compared-run.ts';

/** The first thing in a lane that only one of two runs has. */
export interface Divergence {
  readonly side: 'a' | 'b';
  readonly happening: Happening;
}

/**
 * Where two runs part: for each lane the first event that the other run has not, or not as often; the earliest lane
 * first. An event is known by its kind and name, and by how many like it came before: when it came does not matter.
 */
export function divergences(a: ComparedRun, b: ComparedRun): Divergence[] {
  const all: Divergence[] = [
    ...onlyIn(a, b).map((happening) => ({ side: 'a' as const, happening })),
    ...onlyIn(b, a).map((happening) => ({ side: 'b' as const, happening })),
  ].toSorted((x, y) => x.happening.atMs - y.happening.atMs);
  const lanes = new Map<string, Divergence>();
  for (const divergence of all) {
    const { lane } = divergence.happening;
    if (!lanes.has(lane)) lanes.set(lane, divergence);
  }
  return [...lanes.values()];
}

function onlyIn(one: ComparedRun, other: ComparedRun): Happening[] {
  const counts = new Map<string, number>();
  for (const happening of other.happenings) counts.set(nameOf(happening), happening.occurrence);
  return one.happenings.filter((happening) => happening.occurrence > (counts.get(nameOf(happening)) ?? 0));
}
