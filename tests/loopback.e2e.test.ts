import { expect, test } from 'vitest';
import { listeningAddresses } from '../lib/testing/listening-addresses.ts';
import { environmentOutputSchema } from '../scenarios/evidence/environment-output.ts';
import { CliRun } from './testing/cli-run.ts';

const LOOK_EVERY_MS = 200;
/** MediaMTX has three ports, the services and the tap one each. Until the publisher has connected there is one for it. */
const PORTS_OF_A_RUN = 6;

/** Where the processes of a run can be reached now: those of the pipeline, what these have started, and the harness. */
async function addressesOf(run: CliRun): Promise<string[]> {
  const pids = [run.pid, ...(await run.leftovers())];
  // A process may end while it is looked at.
  return (await Promise.all(pids.map((pid) => listeningAddresses(pid).catch(() => [])))).flat();
}

/** Where the STS service of a run under way is. */
async function stsUrlOf(run: CliRun): Promise<string> {
  const outputs = (await run.events()).flatMap((event) =>
    event.type === 'step:end' && event.result.id === 'environment-setup' ? [event.result.output] : [],
  );
  return environmentOutputSchema.parse(outputs[0]).endpoints.stsUrl ?? '';
}

test('nothing of a run can be reached from another machine, and nobody can order faults', async () => {
  const run = new CliRun('quick', '--observe', 'tap');
  const ended = run.exitCode();
  await run.line(/^✓ 0 environment-setup/);
  expect((await addressesOf(run)).length).toBeGreaterThanOrEqual(PORTS_OF_A_RUN);
  expect((await fetch(`${await stsUrlOf(run)}/v1/faults/${await run.runId()}`)).status).toBe(404);

  const seen = new Set<string>();
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    for (const address of await addressesOf(run)) seen.add(address);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  expect(await ended, run.output).toBe(0);
  expect([...seen]).toEqual(['127.0.0.1']);
});
