import { formatActual, formatLimit, formatValue } from '../../harness/engine/check-text.ts';
import type { RunEvent } from '../../harness/engine/event.ts';
import { clip } from '../../harness/engine/json.ts';
import { html, type Markup } from './markup.ts';
import { toneOf } from './status-mark.ts';

const MAX_TEXT_LENGTH = 2000;

/** An event as a row of the page's log. */
export interface LogRow {
  readonly source: string;
  /** Level of a log line, name of a poll or of what was seen. */
  readonly what: string;
  readonly text: string;
  /** What was logged with the text. */
  readonly data?: string;
  readonly tone: string;
}

const LEVEL_TONES = {
  trace: 'none',
  debug: 'none',
  info: '',
  warn: 'odd',
  error: 'bad',
  fatal: 'bad',
} as const;

export function logRow(event: RunEvent): LogRow {
  switch (event.type) {
    case 'run:start':
      return { source: 'run', what: 'start', text: event.scenario.id, tone: 'mark' };
    case 'run:end':
      return { source: 'run', what: 'end', text: event.status, tone: 'mark' };
    case 'step:start':
      return { source: 'step', what: `start ${event.step.number}`, text: event.step.title, tone: 'mark' };
    case 'step:end':
      return { source: 'step', what: `end ${event.result.number}`, text: event.result.status, tone: 'mark' };
    case 'check': {
      const { name, status } = event.check;
      const limit = formatLimit(event.check);
      const text = `${name}: ${formatActual(event.check)}${limit === undefined ? '' : ` (${limit})`}`;
      return { source: 'check', what: status, text, tone: status === 'passed' ? '' : toneOf(status) };
    }
    case 'poll': {
      const answer = event.error ?? formatValue(event.value ?? null);
      const text = `${event.attempt}: ${answer}`;
      return { source: 'poll', what: event.name, text, tone: event.done ? '' : 'none' };
    }
    case 'log': {
      const { source, level, message, data } = event;
      const row = { source, what: level, text: message, tone: LEVEL_TONES[level] };
      return data === undefined ? row : { ...row, data: JSON.stringify(data) };
    }
    case 'observation':
      return { source: event.source, what: event.name, text: formatValue(event.data), tone: '' };
    case 'attachment':
      return { source: 'file', what: event.contentType, text: `${event.name}: ${event.path}`, tone: '' };
    case 'teardown': {
      const text = event.error === undefined ? event.name : `${event.name}: ${event.error.message}`;
      return {
        source: 'teardown',
        what: event.error === undefined ? 'ended' : 'failed',
        text,
        tone: event.error === undefined ? '' : 'bad',
      };
    }
  }
}

export function logRowMarkup(event: RunEvent): Markup {
  const { source, what, text, data, tone } = logRow(event);
  return html`<tr class="${tone}" data-source="${source}">
<td class="at">${(event.atMs / 1000).toFixed(3)}</td><td class="source">${source}</td>
<td class="what">${what}</td><td class="text">${clip(text, MAX_TEXT_LENGTH)}${data !== undefined && html` <span class="data">${clip(data, MAX_TEXT_LENGTH)}</span>`}</td></tr>`;
}
