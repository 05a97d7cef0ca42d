import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { connectDocker } from './docker.ts';
import { OWNER_LABEL, RUN_LABEL } from './labels.ts';
import { thisOwner } from './owner.ts';
import { findLeftovers, sweepLeftovers, sweepRun } from './sweep.ts';

const docker = (await connectDocker()).api;

/** A network and a volume of a run that never was. */
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

test('a run that was killed is swept by the next one: containers, network, volumes', async () => {
  const killed = execa(process.execPath, [fileURLToPath(new URL('testing/killed-run.ts', import.meta.url))], {
    reject: false,
  });
  const runId = await new Promise<string>((resolve, reject) => {
    killed.nodeChildProcess.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    void killed.then(({ stderr }) => reject(new Error(`it ended by itself: ${stderr}`)));
  });
  onTestFinished(async () => {
    await sweepRun(docker, runId);
  });
  // As long as it lives nothing is taken from it.
  await sweepLeftovers(docker);
  expect(await networksOf(runId)).toBe(1);
  killed.kill('SIGKILL');
  await killed;
  const left = { runId, containers: 3, networks: 1, volumes: 1 };
  expect(await findLeftovers(docker)).toContainEqual(left);
  expect(await sweepLeftovers(docker)).toContainEqual(left);
  expect(await networksOf(runId)).toBe(0);
});

test('volumes and networks go as well; what is kept, lives or is from elsewhere stays', async () => {
  const owner = await thisOwner();
  const gone = owner.replace(/\d+$/, '1');
  const runs = [
    `test-gone-${process.pid}`,
    `test-kept-${process.pid}`,
    `test-lives-${process.pid}`,
    `test-else-${process.pid}`,
  ];
  for (const [index, of] of [gone, '', owner, 'elsewhere/1/1'].entries()) await leave(runs[index] ?? '', of);
  expect(await sweepLeftovers(docker)).toContainEqual({
    runId: runs[0],
    containers: 0,
    networks: 1,
    volumes: 1,
  });
  expect(await Promise.all(runs.map(networksOf))).toEqual([0, 1, 1, 1]);
});
