import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { CliContext } from '../cli-context.ts';
import { requireTerminal } from './pause-on-failure.ts';

/** What is a terminal of a command line's two ends. */
function context(stdin: boolean, stdout: boolean): CliContext {
  const stream = { write: () => undefined, isTTY: stdout };
  return {
    ...{ scenarios: [], tags: {}, runsFolder: '', workingFolder: '', env: {} },
    ...{ stdin: Object.assign(new Readable(), { isTTY: stdin }), stdout: stream, stderr: stream },
  };
}

test('who is asked must be able to read the question and to answer it', () => {
  expect(() => requireTerminal(context(true, true))).not.toThrow();
  for (const [stdin, stdout] of [
    [true, false],
    [false, true],
    [false, false],
  ] as const)
    expect(() => requireTerminal(context(stdin, stdout))).toThrow('asks on a terminal, and there is none');
});
