import type { ErrorRecord } from '../../harness/engine/event.ts';
import { plainLine, plainText } from '../format/plain-text.ts';
import { distinctCauses, errorLabel } from '../outcome.ts';
import type { Paint } from './terminal.ts';

const MAX_LINE_LENGTH = 600;

/** An error for people: fault class and code, message, causes. */
export function errorLines(error: ErrorRecord, paint: Paint): string[] {
  const lines = [
    `${paint('red', error.fault)} ${paint('dim', plainLine(errorLabel(error)))}`,
    ...plainText(error.message).split('\n').map(shorten),
  ];
  for (const cause of distinctCauses(error)) {
    const label = `${errorLabel(cause)}: `;
    const message = cause.message.startsWith(label) ? cause.message : label + cause.message;
    lines.push(`${paint('dim', 'caused by')} ${shorten(plainLine(message))}`);
  }
  return lines;
}

function shorten(line: string): string {
  return line.length <= MAX_LINE_LENGTH ? line : `${line.slice(0, MAX_LINE_LENGTH)}…`;
}
