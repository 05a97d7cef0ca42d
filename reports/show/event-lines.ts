import type { Json, RunEvent, StepIdentity } from '../../harness/engine/event.ts';
import { eventLine } from '../console/event-line.ts';
import { indent } from '../console/step-lines.ts';
import type { Paint } from '../console/terminal.ts';
import { plainText } from '../format/plain-text.ts';
import { readEvents } from '../recorded-runs/read-run.ts';

/** The steps, log sources and event names of a run or a step. */
export interface RunContents {
  readonly steps: readonly StepIdentity[];
  /** The number of lines, by source. */
  readonly logSources: ReadonlyMap<string, number>;
  /** The number of observations, by name. */
  readonly eventNames: ReadonlyMap<string, number>;
}

/** Selects events of a run. */
export interface EventSelection {
  /** Number of a step; by default the whole run. */
  readonly step?: number | undefined;
  readonly logSources: ReadonlySet<string>;
  readonly eventNames: ReadonlySet<string>;
}

/** Longer strings are base64 of audio. */
const MAX_TEXT_LENGTH = 2000;

/**
 * Counts the events of a run.
 *
 * @param step number of the step to count in; by default the whole run
 */
export async function readRunContents(runFolder: string, step?: number): Promise<RunContents> {
  const logSources = new Map<string, number>();
  const eventNames = new Map<string, number>();
  let steps: readonly StepIdentity[] = [];
  for await (const event of readEvents(runFolder)) {
    if (event.type === 'run:start') steps = event.steps;
    if (step !== undefined && event.during !== step) continue;
    if (event.type === 'log') increment(logSources, event.source);
    if (event.type === 'observation') increment(eventNames, event.name);
  }
  return { steps, logSources, eventNames };
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The selected log lines and observations in order of time, with all of their data except audio. */
export async function* eventLines(
  runFolder: string,
  selection: EventSelection,
  paint: Paint,
): AsyncGenerator<string> {
  for await (const event of readEvents(runFolder)) {
    if (selection.step !== undefined && event.during !== selection.step) continue;
    yield* linesOf(event, selection, paint);
  }
}

function linesOf(event: RunEvent, { logSources, eventNames }: EventSelection, paint: Paint): string[] {
  if (event.type === 'log' && logSources.has(event.source)) {
    const data = event.data === undefined ? '' : `  ${paint('dim', plainText(JSON.stringify(event.data)))}`;
    return [eventLine(event, paint) + data];
  }
  if (event.type === 'observation' && eventNames.has(event.name)) {
    return [eventLine({ ...event, data: '' }, paint).trimEnd(), ...indent(dataLines(event.data), 12)];
  }
  return [];
}

function dataLines(data: Json): string[] {
  return plainText(JSON.stringify(data, withoutAudio, 2)).split('\n');
}

function withoutAudio(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= MAX_TEXT_LENGTH) return value;
  return `(${value.length} characters)`;
}
