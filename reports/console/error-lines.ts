import type { ErrorRecord } from '../../harness/engine/event.ts';
import { labelOf, untoldCauses } from '../error-causes.ts';
import { plainLine, plainText } from '../format/plain-text.ts';
import type { Paint } from './terminal.ts';

const MAX_LINE_LENGTH = 600;

/** An error for people: whose fault it is, what happened, and what caused it. */
export function errorLines(error: ErrorRecord, paint: Paint): string[] {
  const lines = [
    `${paint('red', error.fault)} ${paint('dim', plainLine(labelOf(error)))}`,
    ...plainText(error.message).split('\n').map(cut),
  ];
  for (const cause of untoldCauses(error)) {
    const label = `${labelOf(cause)}: `;
    const message = cause.message.startsWith(label) ? cause.message : label + cause.message;
    lines.push(`${paint('dim', 'caused by')} ${cut(plainLine(message))}`);
  }
  return lines;
}

function cut(line: string): string {
  return line.length <= MAX_LINE_LENGTH ? line : `${line.slice(0, MAX_LINE_LENGTH)}…`;
}
