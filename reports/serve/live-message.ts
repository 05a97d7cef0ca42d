import { formatActual, formatLimit } from '../../harness/engine/check-text.ts';
import type { RunEvent, StepIdentity } from '../../harness/engine/event.ts';
import { clip } from '../../harness/engine/json.ts';
import { plainLine } from '../format/plain-text.ts';
import { formatDuration } from '../format/values.ts';
import { type LogRow, logRow } from '../html/model/log-row.ts';

/** What a page that follows a run is told of an event. */
export type LiveMessage =
  | {
      readonly type: 'run';
      readonly scenario: string;
      readonly title: string;
      readonly steps: readonly StepIdentity[];
    }
  | {
      readonly type: 'step';
      readonly number: number;
      readonly status: string;
      readonly told: string;
      readonly why: string;
    }
  | {
      readonly type: 'check';
      readonly number: number;
      readonly name: string;
      readonly status: string;
      readonly actual: string;
      readonly limit: string;
    }
  /** What the step under way has seen last. */
  | { readonly type: 'seen'; readonly number: number; readonly text: string }
  | { readonly type: 'row'; readonly row: LogRow }
  | { readonly type: 'end'; readonly status: string; readonly told: string };

const MAX_TEXT_LENGTH = 400;

/** @returns undefined for what such a page does not show */
export function liveMessage(event: RunEvent): LiveMessage | undefined {
  switch (event.type) {
    case 'run:start': {
      const { scenario, steps } = event;
      return { type: 'run', scenario: scenario.id, title: scenario.title, steps };
    }
    case 'step:start':
      return { type: 'step', number: event.step.number, status: 'running', told: '', why: '' };
    case 'step:end': {
      const { number, status, durationMs, reason, error } = event.result;
      const told = status === 'not-run' ? '' : formatDuration(durationMs);
      return { type: 'step', number, status, told, why: short(reason ?? error?.message ?? '') };
    }
    case 'check': {
      const { title: name, status } = event.check;
      const [actual, limit] = [short(formatActual(event.check)), short(formatLimit(event.check) ?? '')];
      return { type: 'check', number: event.during ?? -1, name, status, actual, limit };
    }
    case 'poll':
      return {
        type: 'seen',
        number: event.during ?? -1,
        text: short(`${event.name}: ${logRow(event).text}`),
      };
    case 'run:end':
      return { type: 'end', status: event.status, told: formatDuration(event.durationMs) };
    case 'log':
    case 'observation': {
      const row = logRow(event);
      const data = row.data === undefined ? {} : { data: short(row.data) };
      return row.level === 'trace'
        ? undefined
        : { type: 'row', row: { ...row, text: short(row.text), ...data } };
    }
    case 'attachment':
    case 'teardown':
      return undefined;
  }
}

function short(text: string): string {
  return clip(plainLine(text), MAX_TEXT_LENGTH);
}
