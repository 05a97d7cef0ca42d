import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const PROJECT = join(import.meta.dirname, '..');

/** Runs the fuzz as a person would. */
async function fuzz(...args: readonly string[]) {
  return await execa(process.execPath, ['tools/fuzz/main.ts', ...args], {
    cwd: PROJECT,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
}

test('bad input beside a live stream: no crash, no wrong answer, and the stream does not notice', async () => {
  const { exitCode, all } = await fuzz(
    '--seed',
    '20261122',
    '--count',
    '500',
    '--rate',
    '50',
    '--scenario',
    'quick',
  );
  expect(exitCode, all).toBe(0);
  expect(all).toContain('500 bad inputs, 0 answered wrongly; 1 live, 0 other faults');
});

test('one input alone is shown, and judged', async () => {
  const { exitCode, all } = await fuzz('--seed', '20261122', '--only', '3');
  expect(exitCode, all).toBe(0);
  expect(all).toContain('✓ as the protocol allows');
});

test('an option that there is not is a usage error', async () => {
  const { exitCode, all } = await fuzz('--fast');
  expect(exitCode).toBe(2);
  expect(all).toContain('usage: pnpm fuzz');
});
