import { expect, test } from 'vitest';
import type { ErrorRecord } from '../../harness/engine/event.ts';
import { errorBeside, isStated, withoutRepetition } from './repetition.ts';
import { HOOK_CAUSE, HOOK_DIAGNOSIS } from './testing/inline-diagnosis.ts';

test('drops sentences that the diagnosis states', () => {
  const text = `No worker for the stream. ${HOOK_CAUSE.summary}\nmediamtx: fork/exec /srv/dubstep/mtx-hook: permission denied`;
  expect(withoutRepetition(text, HOOK_DIAGNOSIS)).toBe('No worker for the stream.');
  expect(withoutRepetition(HOOK_CAUSE.summary, HOOK_DIAGNOSIS)).toBeUndefined();
});

test('keeps everything else as it is', () => {
  const text = 'not within 10000 ms\n\n  101 attempts, last answer: none';
  expect(withoutRepetition(text, HOOK_DIAGNOSIS)).toBe(text);
});

test('keeps the causes of an error that repeats the diagnosis', () => {
  const record = (message: string, cause?: ErrorRecord): ErrorRecord => ({
    ...{ name: 'E', code: 'E', fault: 'PRODUCT', message },
    ...(cause !== undefined && { cause }),
  });
  const timeout = record('not within 10000 ms');
  expect(errorBeside(record(HOOK_CAUSE.summary, timeout), HOOK_DIAGNOSIS)).toEqual(timeout);
  expect(errorBeside(record(HOOK_CAUSE.summary), HOOK_DIAGNOSIS)).toBeUndefined();
  expect(errorBeside(record('a', record('b')), HOOK_DIAGNOSIS)).toEqual(record('a', record('b')));
});

test('recognises a log line that the diagnosis states', () => {
  const stated = (seq: number, message: string): boolean => isStated({ seq, message }, HOOK_DIAGNOSIS);
  expect(stated(3, 'any')).toBe(true);
  expect(stated(99, `it cannot pass: ${HOOK_CAUSE.summary}`)).toBe(true);
  expect(stated(99, 'fork/exec /srv/dubstep/mtx-hook: permission denied')).toBe(true);
  expect(stated(99, 'exit code 1')).toBe(false);
});
