import { expect, test } from 'vitest';
import { airedUpTo } from './aired-up-to.ts';

const MONO = { sampleRateHz: 48_000, channels: 1 };
const never = new AbortController().signal;

/** An output that has come to a time, and that goes on to another once it was asked often enough. */
function outputAt(airedS: number, { thenS = airedS, afterLooks = Number.POSITIVE_INFINITY } = {}) {
  let looks = 0;
  return {
    get looks() {
      return looks;
    },
    get airedS() {
      return ++looks > afterLooks ? thenS : airedS;
    },
  };
}

test('a time that differs in its last bits only is the same', async () => {
  // Three windows of 0.1 s: 0.1 + 0.1 + 0.1 > 0.3.
  const output = outputAt(14_400 / 48_000);
  await airedUpTo(0.1 + 0.1 + 0.1, output, MONO, never);
  expect(output.looks).toBe(1);
});

test('the last sample is waited for', async () => {
  const output = outputAt(14_399 / 48_000, { thenS: 14_400 / 48_000, afterLooks: 2 });
  await airedUpTo(0.1 + 0.1 + 0.1, output, MONO, never);
  expect(output.looks).toBe(3);
});

test('who is told to end does not wait on', async () => {
  const ending = new AbortController();
  const waiting = airedUpTo(1, outputAt(0), MONO, ending.signal);
  ending.abort();
  await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
});
