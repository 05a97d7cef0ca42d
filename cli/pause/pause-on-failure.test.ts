import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { CliContext } from '../cli-context.ts';
import { requireTerminal } from './pause-on-failure.ts';

/** A context whose stdin and stdout are terminals or not. */
function context(stdin: boolean, stdout: boolean): CliContext {
  const stream = { write: () => undefined, isTTY: stdout };
  return {
    ...{ scenarios: [], tags: {}, runsFolder: '', workingFolder: '', env: {} },
    ...{ stdin: Object.assign(new Readable(), { isTTY: stdin }), stdout: stream, stderr: stream },
  };
}

test('requires a terminal on stdin and on stdout', () => {
  expect(() => requireTerminal(context(true, true))).not.toThrow();
  for (const [stdin, stdout] of [
    [true, false],
    [false, true],
    [false, false],
  ] as const)
    expect(() => requireTerminal(context(stdin, stdout))).toThrow('needs a terminal');
});
