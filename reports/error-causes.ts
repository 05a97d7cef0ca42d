import type { ErrorRecord } from '../harness/engine/event.ts';

/** The causes of an error, nearest first, without those whose message is in what was told before them. */
export function untoldCauses(error: ErrorRecord): ErrorRecord[] {
  const causes: ErrorRecord[] = [];
  let told = error.message;
  for (let { cause } = error; cause !== undefined; cause = cause.cause) {
    if (inOneLine(told).includes(inOneLine(cause.message))) continue;
    causes.push(cause);
    told += `\n${cause.message}`;
  }
  return causes;
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** An error of the harness is known by its code, any other by its class. */
export function labelOf({ code, name }: ErrorRecord): string {
  return code === 'UNEXPECTED' ? name : code;
}
