import { faultOf, HarnessError } from './errors.ts';
import type { ErrorRecord, Json } from './event.ts';
import { clip, toJson } from './json.ts';
import { locationIn } from './location.ts';

const MAX_CAUSES = 8;
const MAX_MESSAGE_LENGTH = 8000;

/** Fields of an error that have their own place in its record. */
const OWN_PLACE = new Set(['name', 'message', 'stack', 'code', 'fault', 'cause']);

/**
 * Converts anything that was thrown into data of bounded size: the fields of an error's class become `data`, and its
 * causes are included. Never throws.
 */
export function toErrorRecord(error: unknown, causesLeft = MAX_CAUSES): ErrorRecord {
  if (!(error instanceof Error)) {
    return {
      name: 'NotAnError',
      code: 'NOT_AN_ERROR',
      message: `a value that is not an Error was thrown: ${clip(JSON.stringify(toJson(error)), MAX_MESSAGE_LENGTH)}`,
      fault: 'HARNESS',
    };
  }
  const data = fieldsOf(error);
  const at = error.stack === undefined ? undefined : locationIn(error.stack);
  return {
    name: error.name,
    code: codeOf(error),
    message: clip(error.message, MAX_MESSAGE_LENGTH),
    fault: faultOf(error),
    ...(data !== undefined && { data }),
    ...(at !== undefined && { at }),
    ...(error.stack !== undefined && { stack: clip(error.stack, MAX_MESSAGE_LENGTH) }),
    ...(error.cause !== undefined && causesLeft > 0 && { cause: toErrorRecord(error.cause, causesLeft - 1) }),
  };
}

function codeOf(error: Error): string {
  if (error instanceof HarnessError) return error.code;
  return 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED';
}

function fieldsOf(error: Error): Json | undefined {
  const fields = Object.entries(error).filter(([key, value]) => !OWN_PLACE.has(key) && value !== undefined);
  if (error instanceof AggregateError) fields.push(['errors', error.errors]);
  return fields.length === 0 ? undefined : toJson(Object.fromEntries(fields));
}
