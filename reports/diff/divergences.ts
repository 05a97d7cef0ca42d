import type { RunEvent } from '../../harness/engine/event.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-folder/run-result.ts';
import { PERIODIC_OBSERVATIONS } from '../../harness/run-data/pipeline-observations.ts';
import { checkKey } from '../check-label.ts';
import { plainLine } from '../format/plain-text.ts';
import { readEvents } from '../recorded-runs/read-run.ts';

/** An event, reduced to what can be compared between runs. */
export interface ComparedEvent {
  /** The source. Only events of the same source have a meaningful order. */
  readonly source: string;
  /** The text without ids and numbers. */
  readonly key: string;
  readonly text: string;
  readonly atMs: number;
  /** Counts the events of this source with this key, from 1. */
  readonly occurrence: number;
}

/** A run and its comparable events, in order. */
export interface ComparedRun {
  readonly result: RunResult;
  readonly events: readonly ComparedEvent[];
}

/** The first event of a source that only one of two runs has. */
export interface Divergence {
  readonly side: 'a' | 'b';
  readonly event: ComparedEvent;
}

const IGNORED_LEVELS: ReadonlySet<string> = new Set(['trace', 'debug']);
const MAX_LENGTH = 160;

/** Reads a run, complete or not, from its event log. */
export async function readComparedRun(runFolder: string): Promise<ComparedRun> {
  const builder = new RunResultBuilder();
  const events: ComparedEvent[] = [];
  const counts = new Map<string, number>();
  for await (const event of readEvents(runFolder)) {
    builder.add(event);
    const [source, text] = sourceAndText(event) ?? [];
    if (source === undefined || text === undefined) continue;
    const line = plainLine(text);
    const shown = line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH)}…`;
    // Ports, process ids, stream ids, times and paths of temporary folders all contain a digit.
    const key = shown.replaceAll(/\S*\d\S*/g, '#');
    const name = nameOf({ source, key });
    const occurrence = (counts.get(name) ?? 0) + 1;
    counts.set(name, occurrence);
    events.push({ source, key, text: shown, atMs: event.atMs, occurrence });
  }
  return { result: builder.result(), events };
}

/**
 * Where two runs diverge: for each source the first event that the other run lacks, or has less often; the earliest
 * first. Events match by source, key and number of occurrence. Their times do not matter.
 */
export function divergences(a: ComparedRun, b: ComparedRun): Divergence[] {
  const all: Divergence[] = [
    ...onlyIn(a, b).map((event) => ({ side: 'a' as const, event })),
    ...onlyIn(b, a).map((event) => ({ side: 'b' as const, event })),
  ].toSorted((x, y) => x.event.atMs - y.event.atMs);
  const first = new Map<string, Divergence>();
  for (const divergence of all) {
    const { source } = divergence.event;
    if (!first.has(source)) first.set(source, divergence);
  }
  return [...first.values()];
}

function onlyIn(one: ComparedRun, other: ComparedRun): ComparedEvent[] {
  const counts = new Map<string, number>();
  for (const event of other.events) counts.set(nameOf(event), event.occurrence);
  return one.events.filter((event) => event.occurrence > (counts.get(nameOf(event)) ?? 0));
}

function nameOf({ source, key }: Pick<ComparedEvent, 'source' | 'key'>): string {
  return `${source}\n${key}`;
}

/** @returns undefined for events that vary between equal runs: samples, attempts, debug lines */
function sourceAndText(event: RunEvent): readonly [source: string, text: string] | undefined {
  switch (event.type) {
    case 'step:start':
      return ['steps', `${event.step.id} starts`];
    case 'step:end':
      return ['steps', `${event.result.id} ${event.result.status}`];
    case 'check':
      return ['steps', `check "${checkKey(event.check)}" ${event.check.status}`];
    case 'poll':
      return event.done ? ['steps', `poll "${event.name}" succeeded`] : undefined;
    case 'attachment':
      return ['steps', `file ${event.name}`];
    case 'teardown':
      return ['steps', `teardown "${event.name}"${event.error === undefined ? '' : ' failed'}`];
    case 'observation':
      return PERIODIC_OBSERVATIONS.has(event.name) ? undefined : [event.source, event.name];
    case 'log':
      return IGNORED_LEVELS.has(event.level) ? undefined : [event.source, `${event.level}  ${event.message}`];
    case 'run:start':
    case 'run:end':
      return undefined;
  }
}
