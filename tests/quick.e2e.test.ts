import { expect, test } from 'vitest';
import { CliRun } from './testing/cli-run.ts';

test('runs in parallel over RTSP and with the STS service in echo mode', async () => {
  const runs = [new CliRun('quick', '--publish', 'rtsp'), new CliRun('quick', '--sts', 'echo')];
  for (const run of runs) {
    expect(await run.exitCode(), run.output).toBe(0);
    expect((await run.result()).steps.map(({ status }) => status)).toEqual(Array(7).fill('passed'));
    expect(await run.leftovers()).toEqual([]);
  }
});

test('preflight passes without a publisher', async () => {
  const run = new CliRun('preflight');
  expect(await run.exitCode(), run.output).toBe(0);
  const events = await run.events();
  expect(events.filter((event) => event.type === 'log' && event.source === 'publisher')).toEqual([]);
});
