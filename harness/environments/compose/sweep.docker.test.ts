import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { currentOwner, OWNER_LABEL, RUN_LABEL } from './container-labels.ts';
import { connectDocker } from './docker.ts';
import { findLeftovers, sweepLeftovers, sweepRun } from './sweep.ts';

const docker = (await connectDocker()).api;

/** Creates a network and a volume with the labels of a run. */
async function leave(runId: string, owner: string): Promise<void> {
  const labels = { [RUN_LABEL]: runId, [OWNER_LABEL]: owner };
  onTestFinished(async () => {
    await sweepRun(docker, runId);
  });
  await docker.createNetwork({ Name: runId, Labels: labels });
  await docker.createVolume({ Name: runId, Labels: labels });
}

const networksOf = async (runId: string) =>
  (await docker.listNetworks({ filters: { label: [`${RUN_LABEL}=${runId}`] } })).length;

test('sweeps the containers, network and volumes of a killed run', async () => {
  const killed = execa(process.execPath, [fileURLToPath(new URL('testing/killed-run.ts', import.meta.url))], {
    reject: false,
  });
  const runId = await new Promise<string>((resolve, reject) => {
    killed.nodeChildProcess.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    void killed.then(({ stderr }) => reject(new Error(`it ended early: ${stderr}`)));
  });
  onTestFinished(async () => {
    await sweepRun(docker, runId);
  });
  // Nothing is removed while it runs.
  await sweepLeftovers(docker);
  expect(await networksOf(runId)).toBe(1);
  killed.kill('SIGKILL');
  await killed;
  const leftovers = { runId, containers: 3, networks: 1, volumes: 1 };
  expect(await findLeftovers(docker)).toContainEqual(leftovers);
  expect(await sweepLeftovers(docker)).toContainEqual(leftovers);
  expect(await networksOf(runId)).toBe(0);
});

test('sweeps ended runs only, not kept ones, live ones and those of other machines', async () => {
  const owner = await currentOwner();
  const ended = owner.replace(/\d+$/, '1');
  const runs = [
    `test-ended-${process.pid}`,
    `test-kept-${process.pid}`,
    `test-live-${process.pid}`,
    `test-other-${process.pid}`,
  ];
  for (const [index, of] of [ended, '', owner, 'other-host/1/1'].entries())
    await leave(runs[index] ?? '', of);
  expect(await sweepLeftovers(docker)).toContainEqual({
    runId: runs[0],
    containers: 0,
    networks: 1,
    volumes: 1,
  });
  expect(await Promise.all(runs.map(networksOf))).toEqual([0, 1, 1, 1]);
});
