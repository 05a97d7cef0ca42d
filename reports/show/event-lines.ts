import { join } from 'node:path';
import type { Json, RunEvent } from '../../harness/engine/event.ts';
import { readEventLog } from '../../harness/engine/read-event-log.ts';
import { eventLine } from '../console/event-line.ts';
import { indent } from '../console/step-lines.ts';
import type { Paint } from '../console/terminal.ts';
import { plainText } from '../format/plain-text.ts';

/** Which events of a run are asked for. */
export interface EventSelection {
  /** Number of the step; all of the run when it is absent. */
  readonly step?: number | undefined;
  /** Whose log lines. */
  readonly logSources: ReadonlySet<string>;
  readonly eventNames: ReadonlySet<string>;
}

/** Base64 of audio, and nothing that a person would read, is longer. */
const MAX_TEXT_LENGTH = 2000;

/** The chosen log lines and events, in the order in which they happened, with all of their data but the audio. */
export async function* eventLines(
  runFolder: string,
  selection: EventSelection,
  paint: Paint,
): AsyncGenerator<string> {
  for await (const event of readEventLog(join(runFolder, 'events.ndjson'))) {
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
