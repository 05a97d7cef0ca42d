import { expect, test } from 'vitest';
import { listeningAddresses } from '../lib/testing/listening-addresses.ts';
import { environmentOutputSchema } from '../scenarios/evidence/environment-output.ts';
import { CliRun } from './testing/cli-run.ts';

const POLL_EVERY_MS = 200;
/** Three ports of MediaMTX, one of each service and one of the tap. The publisher has one until it has connected. */
const PORTS_OF_A_RUN = 6;

/** The addresses on which all processes of a run listen, including the harness. */
async function addressesOf(run: CliRun): Promise<string[]> {
  const pids = [run.pid, ...(await run.leftovers())];
  // A process may end while it is examined.
  return (await Promise.all(pids.map((pid) => listeningAddresses(pid).catch(() => [])))).flat();
}

/** The URL of the STS service of a running scenario. */
async function stsUrlOf(run: CliRun): Promise<string> {
  const outputs = (await run.events()).flatMap((event) =>
    event.type === 'step:end' && event.result.id === 'environment-setup' ? [event.result.output] : [],
  );
  return environmentOutputSchema.parse(outputs[0]).endpoints.stsUrl ?? '';
}

test('listens on loopback only, with the fault API disabled', async () => {
  const run = new CliRun('quick', '--observe', 'tap');
  const ended = run.exitCode();
  await run.line(/^✓ 0 environment-setup/);
  expect((await addressesOf(run)).length).toBeGreaterThanOrEqual(PORTS_OF_A_RUN);
  expect((await fetch(`${await stsUrlOf(run)}/v1/faults/${await run.runId()}`)).status).toBe(404);

  const seen = new Set<string>();
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  while (!hasEnded) {
    for (const address of await addressesOf(run)) seen.add(address);
    await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS));
  }
  expect(await ended, run.output).toBe(0);
  expect([...seen]).toEqual(['127.0.0.1']);
});
