import { formatValue } from '../../harness/engine/check-text.ts';
import type { LogLevel, RunEvent } from '../../harness/engine/event.ts';
import { plainLine } from '../format/plain-text.ts';
import type { Paint, Style } from './terminal.ts';

const MAX_LENGTH = 600;
const LEVEL_STYLES: Record<LogLevel, Style> = {
  trace: 'dim',
  debug: 'dim',
  info: 'dim',
  warn: 'yellow',
  error: 'red',
  fatal: 'red',
};

/** A log line, poll or observation: `  12.345 s  sts-service  warn  no such voice`. */
export function eventLine(
  event: Extract<RunEvent, { readonly type: 'log' | 'poll' | 'observation' }>,
  paint: Paint,
): string {
  const at = paint('dim', `${(event.atMs / 1000).toFixed(3).padStart(8)} s`);
  const [source, what, text] = partsOf(event, paint);
  const line = plainLine(text);
  const shown = line.length <= MAX_LENGTH ? line : `${line.slice(0, MAX_LENGTH)}…`;
  return `${at}  ${paint('cyan', plainLine(source))}  ${what}  ${shown}`;
}

function partsOf(
  event: Parameters<typeof eventLine>[0],
  paint: Paint,
): [source: string, what: string, text: string] {
  switch (event.type) {
    case 'log':
      return [event.source, paint(LEVEL_STYLES[event.level], event.level), event.message];
    case 'poll': {
      const outcome = event.error ?? formatValue(event.value ?? null);
      return [event.name, paint('dim', `poll ${event.attempt}`), event.done ? `${outcome} ✓` : outcome];
    }
    case 'observation':
      return [event.source, paint('dim', plainLine(event.name)), formatValue(event.data)];
  }
}
