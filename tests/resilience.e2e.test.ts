import { expect, test } from 'vitest';
import { CliRun } from './testing/cli-run.ts';

test('a service is killed and comes back, a publisher is killed: both streams are accounted for to the last window', async () => {
  const runs = [new CliRun('sts-killed'), new CliRun('publisher-killed')];
  for (const run of runs) {
    expect(await run.exitCode(), run.output).toBe(0);
    expect(new Set((await run.result()).steps.map(({ status }) => status))).toEqual(new Set(['passed']));
    expect(await run.leftovers()).toEqual([]);
  }
  const told = (await runs[0]?.events())?.flatMap((event) =>
    event.type === 'log' && event.source === 'harness' ? [event.message] : [],
  );
  expect(told).toContainEqual(expect.stringMatching(/^sts-service \(pid \d+\) is killed on purpose$/));
  expect(told?.filter((message) => /^sts-service started \(pid \d+\)$/.test(message))).toHaveLength(2);
});
