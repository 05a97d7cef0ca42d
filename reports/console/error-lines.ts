import { formatValue } from '../../harness/engine/check-text.ts';
import type { ErrorRecord, Json } from '../../harness/engine/event.ts';
import { plainLine, plainText } from '../format/plain-text.ts';
import type { Paint } from './terminal.ts';

const MAX_LINE_LENGTH = 600;

/** Fields of an error's data that say what was wanted and what was found, in the words for people. */
const FIELDS: readonly (readonly [field: string, label: string])[] = [
  ['expected', 'expected'],
  ['actual', 'found'],
  ['found', 'found'],
  ['lastValue', 'last seen'],
  ['lastError', 'last error'],
];

/** An error for people: what happened, whose fault, what was expected and found, and what caused it. */
export function errorLines(error: ErrorRecord, paint: Paint): string[] {
  const lines = [
    `${paint('red', error.fault)} ${paint('dim', labelOf(error))}`,
    ...plainText(error.message).split('\n').map(cut),
    ...fieldLines(error.data, paint),
  ];
  for (let cause = error.cause; cause !== undefined; cause = cause.cause) {
    lines.push(`${paint('dim', 'caused by')} ${cut(plainLine(`${labelOf(cause)}: ${cause.message}`))}`);
  }
  return lines;
}

function fieldLines(data: Json | undefined, paint: Paint): string[] {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return [];
  const fields = new Map(Object.entries(data));
  return FIELDS.flatMap(([field, label]) => {
    const value = fields.get(field);
    if (value === undefined || value === null) return [];
    return [`  ${paint('dim', label.padEnd(10))} ${cut(plainLine(formatValue(value)))}`];
  });
}

/** An error of the harness is known by its code, any other by its class. */
function labelOf({ code, name }: ErrorRecord): string {
  return plainLine(code === 'UNEXPECTED' ? name : code);
}

function cut(line: string): string {
  return line.length <= MAX_LINE_LENGTH ? line : `${line.slice(0, MAX_LINE_LENGTH)}…`;
}
