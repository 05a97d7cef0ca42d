import { createReadStream } from 'node:fs';
import { HarnessError } from '../errors.ts';
import type { RunEvent } from '../event.ts';
import { upgradeEvent } from './upgrade-event.ts';

/** A line of an event log, other than an incomplete last one, is not the expected event. */
export class EventLogCorruptError extends HarnessError {
  readonly path: string;
  readonly line: number;

  constructor(path: string, line: number, problem: string) {
    super(`${path}:${line}: ${problem}. The file was changed or is not an event log.`, {
      code: 'EVENT_LOG_CORRUPT',
      fault: 'HARNESS',
    });
    this.path = path;
    this.line = line;
  }
}

/**
 * Reads an event log line by line. Ignores an incomplete last line, which a killed run leaves. Logs of earlier versions
 * are converted to the current format.
 *
 * @throws {@link EventLogCorruptError} at the first line that is not the expected event
 * @example
 * for await (const event of readEventLog('reports/runs/last/events.ndjson')) {
 *   if (event.type === 'check') console.log(event.check.title, event.check.status);
 * }
 */
export async function* readEventLog(path: string): AsyncGenerator<RunEvent, void, undefined> {
  let rest = '';
  let line = 0;
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line += 1;
      yield parseEventLine(path, line, text);
    }
  }
}

/**
 * Parses a line of an event log.
 *
 * @param line its number, from 1
 * @throws {@link EventLogCorruptError} when it is not the expected event
 */
export function parseEventLine(path: string, line: number, text: string): RunEvent {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new EventLogCorruptError(path, line, 'not JSON');
  }
  if (!isEvent(value)) throw new EventLogCorruptError(path, line, 'not an event');
  if (value.seq !== line - 1) {
    throw new EventLogCorruptError(path, line, `event ${value.seq} where event ${line - 1} should be`);
  }
  return upgradeEvent(value);
}

function isEvent(value: unknown): value is RunEvent {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'seq' in value &&
    typeof value.seq === 'number' &&
    'atMs' in value &&
    typeof value.atMs === 'number'
  );
}
