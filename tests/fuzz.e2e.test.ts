import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const PROJECT = join(import.meta.dirname, '..');

/** Runs `pnpm fuzz`. */
async function fuzz(...args: readonly string[]) {
  return await execa(process.execPath, ['tools/fuzz/main.ts', ...args], {
    cwd: PROJECT,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
}

test('finds no fault with invalid input during a live stream', async () => {
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
  expect(all).toContain('inputs: 500, wrong answers: 0, live streams: 1, other faults: 0');
});

test('sends and checks a single input', async () => {
  const { exitCode, all } = await fuzz('--seed', '20261122', '--only', '3');
  expect(exitCode, all).toBe(0);
  expect(all).toContain('✓ allowed by the protocol');
});

test('rejects an unknown option as a usage error', async () => {
  const { exitCode, all } = await fuzz('--fast');
  expect(exitCode).toBe(2);
  expect(all).toContain('usage: pnpm fuzz');
});
