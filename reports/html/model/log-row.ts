import { formatActual, formatLimit, formatValue } from '../../../harness/engine/check-text.ts';
import type { CheckStatus, Json, LogLevel, RunEvent, StepStatus } from '../../../harness/engine/event.ts';
import { moveIdsToEnd } from '../../../harness/engine/json.ts';
import { PERIODIC_OBSERVATIONS } from '../../../harness/run-data/pipeline-observations.ts';
import { checkTitle } from '../../check-label.ts';

/** An event as a row of the page's log. */
export interface LogRow {
  /** Of the event in the event log. */
  readonly seq: number;
  /** On the run's clock. */
  readonly atMs: number;
  readonly step?: number;
  readonly source: string;
  readonly level: LogLevel;
  /** Name of a poll or observation, or status of a check; empty for a log line. */
  readonly what: string;
  readonly text: string;
  /** Further data as JSON. */
  readonly data?: string;
}

type RowBody = Omit<LogRow, 'seq' | 'atMs' | 'step'>;

const LEVEL_OF: Readonly<Record<CheckStatus | StepStatus, LogLevel>> = {
  passed: 'info',
  failed: 'error',
  'timed-out': 'error',
  'not-measured': 'warn',
  interrupted: 'warn',
  skipped: 'warn',
  'not-run': 'info',
};

/** Converts an event to a row. */
export function logRow(event: RunEvent): LogRow {
  const { seq, atMs, during } = event;
  return { seq, atMs, ...(during !== undefined && { step: during }), ...bodyOf(event) };
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
      const { status } = event.check;
      const limit = formatLimit(event.check);
      const text = `${checkTitle(event.check)}: ${formatActual(event.check)}${limit === undefined ? '' : ` (${limit})`}`;
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
      const rest = withoutTimestamp(data);
      return rest === undefined ? row : { ...row, data: JSON.stringify(moveIdsToEnd(rest)) };
    }
    case 'shutdown':
      return { source: 'run', level: 'info', what: 'shutdown', text: 'the steps have ended' };
    case 'diagnosis':
      return { source: 'run', level: 'info', what: 'diagnosis', text: 'computed from the run folder' };
    case 'observation': {
      const level = PERIODIC_OBSERVATIONS.has(event.name) ? 'trace' : 'info';
      // Samples would be most of the page of a long run. They have their own tab.
      const isSamples = event.name === 'metrics' && Array.isArray(event.data);
      const row = { source: event.source, level, what: event.name } as const;
      if (isSamples) return { ...row, text: `${event.data.length} samples` };
      return { ...row, ...textOf(event.data) };
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

/** A protocol message starts with its direction and segment. */
function textOf(data: Json): Pick<RowBody, 'text' | 'data'> {
  if (!isRecord(data) || !isRecord(data.meta) || !isRecord(data.payload))
    return { text: formatValue(moveIdsToEnd(data)) };
  const { direction } = data.meta;
  const { sequence_number: sequence } = data.payload;
  const parts = [direction, sequence === undefined ? undefined : `segment ${sequence}`];
  return {
    text: parts.filter((part) => part !== undefined).join(', '),
    data: JSON.stringify(moveIdsToEnd(data.payload)),
  };
}

function isRecord(data: Json | undefined): data is Readonly<Record<string, Json | undefined>> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** Removes the timestamp: each row has a time on the run's clock. @returns undefined when nothing is left */
function withoutTimestamp(data: Json | undefined): Json | undefined {
  if (!isRecord(data)) return data;
  const { timestamp: _, ...rest } = data;
  return Object.keys(rest).length === 0 ? undefined : rest;
}
