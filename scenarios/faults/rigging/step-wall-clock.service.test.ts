import { spawn } from 'node:child_process';
import { on } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { stepWallClock } from './step-wall-clock.ts';

test('moves the wall clock of one process, and no other clock', async () => {
  const script = 'setInterval(() => console.log(Date.now(), performance.now()), 20)';
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  using _end = { [Symbol.dispose]: () => void child.kill('SIGKILL') };
  const lines = on(createInterface(child.stdout), 'line');
  const next = async (): Promise<readonly number[]> =>
    String((await lines.next()).value)
      .split(' ')
      .map(Number);

  const [wallBefore = 0, monotonicBefore = 0] = await next();
  expect(Math.abs(wallBefore - Date.now())).toBeLessThan(5000);
  await stepWallClock([child.pid ?? 0], 3600);
  let [wall = 0, monotonic = 0] = await next();
  while (wall - wallBefore < 1_800_000 && monotonic - monotonicBefore < 5000)
    [wall = 0, monotonic = 0] = await next();
  expect(wall - wallBefore).toBeGreaterThan(3_600_000);
  expect(monotonic - monotonicBefore).toBeLessThan(60_000);
  expect(Math.abs(wallBefore - Date.now())).toBeLessThan(60_000);
});
