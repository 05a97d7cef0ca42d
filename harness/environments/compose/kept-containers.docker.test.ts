import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { getText } from '../../http/index.ts';
import { Reaper } from '../../processes/index.ts';
import {
  type EnvironmentDescription,
  readDescription,
  writeDescription,
} from '../keeping/environment-description.ts';
import { KeptEnvironment } from '../keeping/kept-environment.ts';
import { connectDocker } from './docker.ts';
import { sweepRun } from './sweep.ts';
import { OPTIONS, runInCompose } from './testing/run-in-compose.ts';
import { runOneStep } from './testing/run-one-step.ts';

const docker = (await connectDocker()).api;

/** Runs with --keep-env always. @returns the description of the kept containers */
async function keptContainers(): Promise<EnvironmentDescription> {
  let description: EnvironmentDescription | undefined;
  const { runId } = await runInCompose({ keep: 'always' }, async (_, { run }) => {
    description = await readDescription(run.folder);
    return undefined;
  });
  onTestFinished(async () => {
    await sweepRun(docker, runId);
  });
  if (description === undefined) throw new Error('expected a description');
  return { ...description, keptAt: new Date().toISOString() };
}

/** Resumes the containers in a run of one step. */
async function resume(description: EnvironmentDescription, keep: 'always' | 'never') {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-kept-'));
  await writeDescription(folder.path, description);
  return await runOneStep(async (ctx, run) => {
    const kept = new KeptEnvironment('compose', folder.path, { ...OPTIONS, keep });
    const { endpoints, services } = await kept.start(run, new Reaper());
    const { status } = await getText(`${endpoints.stsUrl}/ready`, { signal: ctx.signal });
    return { status, services: services.map(({ identity }) => identity) };
  });
}

test('resumes kept containers, and removes them after a run that does not keep them', async () => {
  const description = await keptContainers();
  const names = description.services.map((service) => ('container' in service ? service.container : ''));
  for (const keep of ['always', 'never'] as const) {
    const { result } = await resume(description, keep);
    expect(result.steps[0]?.error).toBeUndefined();
    expect(result.steps[0]?.output).toEqual({
      status: 200,
      services: names.map((name) => `container ${name}`),
    });
  }
  const { result } = await resume(description, 'always');
  expect(result.steps[0]?.error?.message).toContain(
    `sts-service (container ${names.find((name) => name.includes('sts-service'))}) was removed`,
  );
});

test('rejects a container that was restarted or has another image', async () => {
  const description = await keptContainers();
  if (description.kind !== 'compose') throw new Error('expected containers');
  const [first, ...others] = description.services;
  if (first === undefined) throw new Error('expected a container');
  const other = { ...description, services: [{ ...first, version: 'dubstep/other:1' }, ...others] };
  const { result } = await resume(other, 'always');
  expect(result.steps[0]?.error).toMatchObject({
    code: 'KEPT_ENVIRONMENT_CHANGED',
    message: expect.stringContaining(`the code of ${first.name} has changed since it was started`),
  });
  await docker.getContainer(first.id).restart({ t: 1 });
  const again = await resume(description, 'always');
  expect(again.result.steps[0]?.error?.message).toMatch(
    new RegExp(`${first.name} \\(container .*\\) was restarted at 2`),
  );
});
