import { expect, test } from 'vitest';
import { RootCauseError, type RunEvent } from '../engine/index.ts';
import type { CauseDefinition } from './causes/cause.ts';
import { TerminalCauseWatch } from './find-terminal-cause.ts';

const definition: Omit<CauseDefinition, 'find' | 'code' | 'terminal'> = {
  ...{ title: 'The hook is gone', boundary: 'hook', class: 'ENVIRONMENT', meaning: 'No hook.' },
  ...{ evidenceFor: [], evidenceAgainst: [], fix: 'Restore it.', confirm: [] },
};

/** A cause whose evidence is any log line of MediaMTX. */
function cause(
  code: string,
  rest: Pick<CauseDefinition, 'terminal'>,
  certainty: 'certain' | 'likely',
): CauseDefinition {
  return {
    ...definition,
    ...rest,
    code,
    find(facts) {
      const [line] = facts.logs({ source: 'mediamtx' });
      if (line === undefined) return undefined;
      return { summary: `${code}: ${line.message}`, evidence: [{ text: line.message }], certainty };
    },
  };
}

const log: RunEvent = {
  seq: 0,
  atMs: 0,
  type: 'log',
  source: 'mediamtx',
  level: 'error',
  message: 'no such file',
};

test('finds a terminal cause as soon as an event proves it', () => {
  const watch = new TerminalCauseWatch([
    cause('TEMPORARY', {}, 'certain'),
    cause('GUESSED', { terminal: true }, 'likely'),
    cause('HOOK_GONE', { terminal: true }, 'certain'),
  ]);
  expect(watch.findRootCause()).toBeUndefined();
  watch.add(log);
  const error = watch.findRootCause();
  expect(error).toBeInstanceOf(RootCauseError);
  expect(error).toMatchObject({
    code: 'HOOK_GONE',
    fault: 'ENVIRONMENT',
    message: 'HOOK_GONE: no such file',
  });
});

test('a cause that is not terminal, or not certain, ends no step', () => {
  const watch = new TerminalCauseWatch([
    cause('TEMPORARY', {}, 'certain'),
    cause('GUESSED', { terminal: true }, 'likely'),
  ]);
  watch.add(log);
  expect(watch.findRootCause()).toBeUndefined();
});

test.each([
  ['mediamtx-received-stream', undefined],
  ['worker-connected', 'GONE'],
  ['fragments-processed', 'GONE'],
])('a cause at the hook ends %s: %s', (id, code) => {
  const watch = new TerminalCauseWatch([cause('GONE', { terminal: true }, 'certain')]);
  watch.add({
    ...{ seq: 0, atMs: 0, type: 'step:start', step: { number: 1, id, title: id } },
    ...{ attempt: 1, timeoutMs: 1000 },
  });
  watch.add(log);
  expect(watch.findRootCause()?.code).toBe(code);
});
