import type { RunEvent } from '../../harness/engine/event.ts';
import { readEvents } from '../recorded-runs/read-run.ts';
import type { EventSelection } from './event-lines.ts';

interface Places {
  readonly name: string;
  readonly noun: 'line' | 'event';
  during: number;
  /** Numbers of steps, with how often it was recorded in them. `undefined` stands for the time between steps. */
  readonly before: Map<number | undefined, number>;
  readonly after: Map<number | undefined, number>;
}

/**
 * States for each selected log source and event without a line in the step where its lines are:
 * `mediamtx: 0 lines in step 2; 14 lines before it (steps 0–1)`.
 */
export async function absentFromStep(
  runFolder: string,
  step: number,
  { logSources, eventNames }: EventSelection,
): Promise<string[]> {
  const lines = placesOf(logSources, 'line');
  const events = placesOf(eventNames, 'event');
  let hasStarted = false;
  for await (const event of readEvents(runFolder)) {
    hasStarted ||= event.during !== undefined && event.during >= step;
    const places = placeOf(event, lines, events);
    if (places === undefined) continue;
    if (event.during === step) places.during += 1;
    else increment(hasStarted ? places.after : places.before, event.during);
  }
  return [...lines.values(), ...events.values()]
    .filter(({ during }) => during === 0)
    .map((places) => sentence(places, step));
}

function placesOf(names: ReadonlySet<string>, noun: Places['noun']): Map<string, Places> {
  return new Map(
    [...names].map((name) => [name, { name, noun, during: 0, before: new Map(), after: new Map() }]),
  );
}

function placeOf(
  event: RunEvent,
  lines: ReadonlyMap<string, Places>,
  events: ReadonlyMap<string, Places>,
): Places | undefined {
  if (event.type === 'log') return lines.get(event.source);
  return event.type === 'observation' ? events.get(event.name) : undefined;
}

function increment(counts: Map<number | undefined, number>, step: number | undefined): void {
  counts.set(step, (counts.get(step) ?? 0) + 1);
}

function sentence({ name, noun, before, after }: Places, step: number): string {
  const elsewhere = [
    ...(before.size === 0 ? [] : [`${countOf(before, noun)} before it${stepsOf(before)}`]),
    ...(after.size === 0 ? [] : [`${countOf(after, noun)} after it${stepsOf(after)}`]),
  ];
  return `${name}: 0 ${noun}s in step ${step}; ${elsewhere.join(', ')}`;
}

function countOf(counts: ReadonlyMap<number | undefined, number>, noun: Places['noun']): string {
  const count = [...counts.values()].reduce((sum, each) => sum + each, 0);
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** ` (steps 0–1)`; empty when none was recorded during a step. */
function stepsOf(counts: ReadonlyMap<number | undefined, number>): string {
  const steps = [...counts.keys()].filter((step) => step !== undefined).toSorted((a, b) => a - b);
  const [first] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return '';
  if (first === last) return ` (step ${first})`;
  const isRange = last - first === steps.length - 1;
  return isRange ? ` (steps ${first}–${last})` : ` (steps ${steps.join(', ')})`;
}
