import type { Json, RunEvent, StepIdentity } from '../../harness/engine/event.ts';
import { eventLine } from '../console/event-line.ts';
import { indent } from '../console/step-lines.ts';
import type { Paint } from '../console/terminal.ts';
import { plainText } from '../format/plain-text.ts';
import { readEvents } from '../recorded-runs/read-run.ts';
import { type StepMoment, StepMoments } from './step-moments.ts';

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
 * @param step number of the step to count for, as {@link StepMoments} selects; by default the whole run
 */
export async function readRunContents(runFolder: string, step?: number): Promise<RunContents> {
  const logSources = new Map<string, number>();
  const eventNames = new Map<string, number>();
  let steps: readonly StepIdentity[] = [];
  for await (const { event } of selectedEvents(runFolder, step)) {
    if (event.type === 'run:start') steps = event.steps;
    if (event.type === 'log') increment(logSources, event.source);
    if (event.type === 'observation') increment(eventNames, event.name);
  }
  return { steps, logSources, eventNames };
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/**
 * The selected log lines and observations in order of time, with all of their data except audio. With a step, headings
 * separate what was recorded before, during and after it.
 */
export async function* eventLines(
  runFolder: string,
  selection: EventSelection,
  paint: Paint,
): AsyncGenerator<string> {
  const { step } = selection;
  let previous: StepMoment | undefined;
  for await (const { event, moment } of selectedEvents(runFolder, step)) {
    const lines = linesOf(event, selection, paint);
    if (lines.length === 0) continue;
    if (step !== undefined && moment !== previous) {
      // A step without anything before it needs no heading.
      if (moment !== 'during' || previous !== undefined) yield paint('bold', `${moment} step ${step}`);
      previous = moment;
    }
    yield* lines;
  }
}

interface SelectedEvent {
  readonly event: RunEvent;
  readonly moment: StepMoment;
}

/** The events of a run, or of a step and the start of the run. */
async function* selectedEvents(
  runFolder: string,
  step: number | undefined,
): AsyncGenerator<SelectedEvent, void, undefined> {
  const moments = step === undefined ? undefined : new StepMoments(step, await startOf(runFolder, step));
  for await (const event of readEvents(runFolder)) {
    const moment = moments === undefined || event.type === 'run:start' ? 'during' : moments.of(event);
    if (moment !== undefined) yield { event, moment };
  }
}

/** When a step started, on the run's clock. */
async function startOf(runFolder: string, step: number): Promise<number | undefined> {
  for await (const event of readEvents(runFolder)) if (event.during === step) return event.atMs;
  return undefined;
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
