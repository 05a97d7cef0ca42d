import { formatActual, formatLimit, formatValue } from '../../../harness/engine/check-text.ts';
import type { CheckStatus, Json, LogLevel, RunEvent, StepStatus } from '../../../harness/engine/event.ts';
import { moveIdsToEnd } from '../../../harness/engine/json.ts';

/** An event as a row of the page's log. */
export interface LogRow {
  /** On the run's clock. */
  readonly atMs: number;
  readonly step?: number;
  readonly source: string;
  readonly level: LogLevel;
  /** Name of a poll, of what was seen, of a check's status; empty for a line of a log. */
  readonly what: string;
  readonly text: string;
  /** What was logged with the text, as JSON. */
  readonly data?: string;
}

type RowBody = Omit<LogRow, 'atMs' | 'step'>;

const LEVEL_OF: Readonly<Record<CheckStatus | StepStatus, LogLevel>> = {
  passed: 'info',
  failed: 'error',
  'timed-out': 'error',
  'not-measured': 'warn',
  interrupted: 'warn',
  skipped: 'warn',
  'not-run': 'info',
};

export function logRow(event: RunEvent): LogRow {
  const { atMs, during } = event;
  return { atMs, ...(during !== undefined && { step: during }), ...bodyOf(event) };
}

function bodyOf(event: RunEvent): RowBody {
  switch (event.type) {
    case 'run:start':
      return { source: 'run', level: 'info', what: 'start', text: event.scenario.id };
    case 'run:end':
      return {
        source: 'run',
        level: event.status === 'passed' ? 'info' : 'error',
        what: 'end',
        text: event.status,
      };
    case 'step:start':
      return {
        source: 'step',
        level: 'info',
        what: 'start',
        text: `${event.step.number} ${event.step.title}`,
      };
    case 'step:end': {
      const { number, status, error } = event.result;
      const text = `${number} ${status}${error === undefined ? '' : `: ${error.message}`}`;
      return { source: 'step', level: LEVEL_OF[status], what: 'end', text };
    }
    case 'check': {
      const { title: name, status } = event.check;
      const limit = formatLimit(event.check);
      const text = `${name}: ${formatActual(event.check)}${limit === undefined ? '' : ` (${limit})`}`;
      return { source: 'check', level: LEVEL_OF[status], what: status, text };
    }
    case 'poll':
      return {
        source: 'poll',
        level: 'debug',
        what: event.name,
        text: event.error ?? formatValue(event.value ?? null),
      };
    case 'log': {
      const { source, level, message, data } = event;
      const row = { source, level, what: '', text: message };
      const told = withoutTimestamp(data);
      return told === undefined ? row : { ...row, data: JSON.stringify(moveIdsToEnd(told)) };
    }
    case 'observation': {
      const level = event.name === 'metrics' || event.name === 'progress' ? 'trace' : 'info';
      // Of a long run they would be most of the page, and they have a tab of their own.
      const isSamples = event.name === 'metrics' && Array.isArray(event.data);
      const row = { source: event.source, level, what: event.name } as const;
      if (isSamples) return { ...row, text: `${event.data.length} samples` };
      return { ...row, ...seen(event.data) };
    }
    case 'attachment':
      return { source: 'file', level: 'debug', what: event.contentType, text: event.path };
    case 'teardown': {
      const { name, error } = event;
      return error === undefined
        ? { source: 'teardown', level: 'debug', what: 'ended', text: name }
        : { source: 'teardown', level: 'error', what: 'failed', text: `${name}: ${error.message}` };
    }
  }
}

/** A message between worker and STS service tells first which way it went and which segment it is about. */
function seen(data: Json): Pick<RowBody, 'text' | 'data'> {
  if (!isRecord(data) || !isRecord(data.meta) || !isRecord(data.payload))
    return { text: formatValue(moveIdsToEnd(data)) };
  const { direction } = data.meta;
  const { sequence_number: sequence } = data.payload;
  const told = [direction, sequence === undefined ? undefined : `segment ${sequence}`];
  return {
    text: told.filter((part) => part !== undefined).join(', '),
    data: JSON.stringify(moveIdsToEnd(data.payload)),
  };
}

function isRecord(data: Json | undefined): data is Readonly<Record<string, Json | undefined>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** The row has a time, on a clock that all rows share. @returns undefined when nothing else is left */
function withoutTimestamp(data: Json | undefined): Json | undefined {
  if (!isRecord(data)) return data;
  const { timestamp: _, ...rest } = data;
  return Object.keys(rest).length === 0 ? undefined : rest;
}
