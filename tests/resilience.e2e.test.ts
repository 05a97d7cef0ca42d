import { expect, test } from 'vitest';
import { CliRun } from './testing/cli-run.ts';

test('the ledger covers every segment when a service or a publisher is killed', async () => {
  const runs = [new CliRun('sts-killed'), new CliRun('publisher-killed')];
  for (const run of runs) {
    expect(await run.exitCode(), run.output).toBe(0);
    expect(new Set((await run.result()).steps.map(({ status }) => status))).toEqual(new Set(['passed']));
    expect(await run.leftovers()).toEqual([]);
  }
  const logged = (await runs[0]?.events())?.flatMap((event) =>
    event.type === 'log' && event.source === 'harness' ? [event.message] : [],
  );
  expect(logged).toContainEqual(expect.stringMatching(/^sts-service \(pid \d+\) is killed on purpose$/));
  expect(logged?.filter((message) => /^sts-service started \(pid \d+\)$/.test(message))).toHaveLength(2);
});
