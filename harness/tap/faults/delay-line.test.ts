import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../engine/testing/manual-clock.ts';
import { DelayLine } from './delay-line.ts';
import { type Shaping, UNDISTURBED } from './shaping.ts';

/** A line whose shaping can be changed, its clock, and what came out of it when. */
function startLine(shaping: Partial<Shaping>) {
  const clock = new ManualClock();
  const present = { ...UNDISTURBED, ...shaping };
  const line = new DelayLine(() => present, clock);
  const arrived: { text: string; atMs: number }[] = [];
  line.on('data', (chunk: Buffer) => arrived.push({ text: chunk.toString(), atMs: clock.nowMs() }));
  return { line, clock, present, arrived };
}

test('each chunk is under way for the delay, no less and no more', async () => {
  const { line, clock, arrived } = startLine({ delayMs: 300 });
  line.write('a');
  await clock.advance(100);
  line.write('b');
  await clock.advance(1000);
  expect(arrived).toEqual([
    { text: 'a', atMs: 300 },
    { text: 'b', atMs: 400 },
  ]);
});

test('the delay of the moment at which it came in holds, and nothing passes what is ahead of it', async () => {
  const { line, clock, present, arrived } = startLine({ delayMs: 300 });
  line.write('a');
  await clock.advance(1);
  Object.assign(present, UNDISTURBED);
  line.write('b');
  await clock.advance(1000);
  line.write('c');
  await clock.advance(0);
  expect(arrived.map(({ atMs }) => atMs)).toEqual([300, 300, 1001]);
  expect(arrived.map(({ text }) => text).join('')).toBe('abc');
});

test('jitter adds anything from nothing to itself, and keeps the order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }), async (pauses) => {
      const { line, clock, arrived } = startLine({ delayMs: 20, jitterMs: 60 });
      const sentAtMs: number[] = [];
      for (const [index, pauseMs] of pauses.entries()) {
        await clock.advance(pauseMs);
        sentAtMs.push(clock.nowMs());
        line.write(`${index}`);
      }
      await clock.advance(80);
      expect(arrived.map(({ text }) => Number(text))).toEqual(pauses.map((_, index) => index));
      for (const [index, { atMs }] of arrived.entries()) {
        const sentMs = sentAtMs[index] ?? Number.NaN;
        expect(atMs - sentMs).toBeGreaterThanOrEqual(20);
        expect(atMs - sentMs).toBeLessThanOrEqual(80);
      }
    }),
    { numRuns: 30 },
  );
});

test('it does not narrow the line: much can be under way, and what is too much waits with its sender', async () => {
  const { line, clock } = startLine({ delayMs: 300 });
  let bytes = 0;
  line.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const MIB = 1024 * 1024;
  const accepted: number[] = [];
  for (let mib = 1; mib <= 20; mib++) line.write(Buffer.alloc(MIB), () => accepted.push(mib));
  await clock.advance(299);
  expect(accepted).toHaveLength(15);
  expect(bytes).toBe(0);
  await clock.advance(1);
  expect(bytes).toBe(16 * MIB);
  await clock.advance(300);
  expect(bytes).toBe(20 * MIB);
});

test('its end is as late as what was sent before it, and destroyed it leaves no timer', async () => {
  const { line, clock } = startLine({ delayMs: 300 });
  let endedAtMs: number | undefined;
  line.on('end', () => {
    endedAtMs = clock.nowMs();
  });
  line.end('last');
  await clock.advance(1000);
  expect(endedAtMs).toBe(300);

  const other = startLine({ delayMs: 300 });
  other.line.write('never');
  await other.clock.advance(1);
  expect(other.clock.pending).toBe(1);
  other.line.destroy();
  expect(other.clock.pending).toBe(0);
});
