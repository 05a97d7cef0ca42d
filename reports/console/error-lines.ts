import type { ErrorRecord } from '../../harness/engine/event.ts';
import type { Diagnosis } from '../../harness/run-data/diagnosis.ts';
import { errorBeside } from '../diagnosis/repetition.ts';
import { plainLine, plainText } from '../format/plain-text.ts';
import { distinctCauses, errorLabel } from '../outcome.ts';
import type { Paint } from './terminal.ts';

const MAX_LINE_LENGTH = 600;

/**
 * An error for people: fault class and code, message, causes.
 *
 * @param diagnosis already printed: what it states is not repeated, and it decides who has to act
 */
export function errorLines(error: ErrorRecord, paint: Paint, diagnosis?: Diagnosis): string[] {
  const shown = diagnosis === undefined ? error : errorBeside(error, diagnosis);
  if (shown === undefined) return [];
  const label = paint('dim', plainLine(errorLabel(shown)));
  const isDiagnosed = diagnosis !== undefined && diagnosis.causes.length > 0;
  const lines = [
    isDiagnosed ? label : `${paint('red', shown.fault)} ${label}`,
    ...plainText(shown.message).split('\n').map(shorten),
  ];
  for (const cause of distinctCauses(shown)) {
    const label = `${errorLabel(cause)}: `;
    const message = cause.message.startsWith(label) ? cause.message : label + cause.message;
    lines.push(`${paint('dim', 'caused by')} ${shorten(plainLine(message))}`);
  }
  return lines;
}

function shorten(line: string): string {
  return line.length <= MAX_LINE_LENGTH ? line : `${line.slice(0, MAX_LINE_LENGTH)}…`;
}
