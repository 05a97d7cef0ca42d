import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { getText } from '../../http/index.ts';
import { type EnvironmentDescription, readDescription } from '../keeping/environment-description.ts';
import { stopKeptEnvironment } from '../keeping/open-kept-services.ts';
import { RUN_LABEL } from './container-labels.ts';
import { connectDocker, type DockerApi } from './docker.ts';
import { sweepLeftovers, sweepRun } from './sweep.ts';
import { type InCompose, runInCompose } from './testing/run-in-compose.ts';

const signal = new AbortController().signal;
const docker: DockerApi = (await connectDocker()).api;

/** Number of Docker objects of a run. */
async function objectsOf(runId: string) {
  const filters = { label: [`${RUN_LABEL}=${runId}`] };
  const [containers, networks, volumes] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  return { containers: containers.length, networks: networks.length, volumes: volumes.Volumes?.length ?? 0 };
}

const containerOf = ({ environment }: InCompose, service: string): string =>
  environment.services.find(({ name }) => name === service)?.identity.replace('container ', '') ?? '';

test('starts three services at their endpoints and leaves nothing behind', async () => {
  const { runId, result, events } = await runInCompose({}, async (_, { environment, run }) => {
    const { mediamtxApiUrl, mediaServiceUrl, stsUrl } = environment.endpoints;
    const urls = [`${mediamtxApiUrl}/v3/paths/list`, `${mediaServiceUrl}/ready`, `${stsUrl}/ready`];
    const responses = await Promise.all(urls.map((url) => getText(url, { signal })));
    const users = await Promise.all(
      environment.services.map(({ identity }) =>
        execa('docker', ['exec', identity.replace('container ', ''), 'id', '-u']),
      ),
    );
    return {
      statuses: responses.map(({ status }) => status),
      hosts: urls.map((url) => new URL(url).hostname),
      objects: await objectsOf(run.runId),
      root: users.filter(({ stdout }) => stdout === '0').length,
      recordings: environment.recordingsFolder === `${run.folder}/recordings`,
    };
  });
  expect(result.steps[0]?.error).toBeUndefined();
  expect(result.steps[0]?.output).toEqual({
    statuses: [200, 200, 200],
    hosts: ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
    // The recordings are in the run folder; the volume holds the state of the worker.
    objects: { containers: 3, networks: 1, volumes: 1 },
    root: 0,
    recordings: true,
  });
  expect(result.status).toBe('passed');
  const printed = events.flatMap((event) =>
    event.type === 'log' ? [`${event.source}: ${event.message}`] : [],
  );
  expect(printed).toEqual(
    expect.arrayContaining(['sts-service: listening', 'media-service: listening', 'media-service: stopped']),
  );
  expect(await objectsOf(runId)).toEqual({ containers: 0, networks: 0, volumes: 0 });
});

test('copies a recording out of the container', async () => {
  const { result } = await runInCompose({}, async (ctx, { environment, run }) => {
    const recorded = join(environment.recordingsFolder ?? '', 'live', 'x', 'out');
    await mkdir(recorded, { recursive: true });
    await writeFile(join(recorded, 'a.mp4'), 'content');
    await environment.copyRecordings?.('live/x/out', join(run.folder, 'copied'), ctx.signal);
    return await readFile(join(run.folder, 'copied', 'live', 'x', 'out', 'a.mp4'), 'utf8');
  });
  expect(result.steps[0]).toMatchObject({ status: 'passed', output: 'content' });
});

test('starts two environments in parallel', async () => {
  const runs = await Promise.all(
    [1, 2].map(() => runInCompose({}, async (_, { environment }) => environment.endpoints.rtmpUrl)),
  );
  expect(runs.map(({ result }) => result.status)).toEqual(['passed', 'passed']);
  expect(new Set(runs.map(({ result }) => result.steps[0]?.output)).size).toBe(2);
});

test('fails the step when a container is killed', async () => {
  const { result } = await runInCompose({}, async (ctx, rig) => {
    await docker.getContainer(containerOf(rig, 'sts-service')).kill();
    await new Promise((_, reject) => ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason)));
    return undefined;
  });
  expect(result.steps[0]).toMatchObject({
    status: 'failed',
    error: {
      code: 'SERVICE_DIED',
      fault: 'PRODUCT',
      message: expect.stringMatching(
        /^sts-service \(container dubstep-.*-sts-sts-service-1\) ended with exit code 137, killed by SIGKILL in the middle of the run\. Its last lines:\n.*listening/,
      ),
    },
  });
});

test('keeps the containers, does not sweep them, and stops them by their description', async () => {
  let description: EnvironmentDescription | undefined;
  const { runId, result } = await runInCompose({ keep: 'always' }, async (_, { run }) => {
    description = await readDescription(run.folder);
    return undefined;
  });
  onTestFinished(async () => {
    await sweepRun(docker, runId);
  });
  expect(result.status).toBe('passed');
  expect(await objectsOf(runId)).toMatchObject({ containers: 3, networks: 1 });
  await sweepLeftovers(docker);
  expect(await objectsOf(runId)).toMatchObject({ containers: 3, networks: 1 });
  if (description === undefined) throw new Error('expected a description');
  expect(await stopKeptEnvironment(description)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^sts-service \(dubstep-.*-sts-sts-service-1\)$/)]),
  );
  expect(await objectsOf(runId)).toEqual({ containers: 0, networks: 0, volumes: 0 });
});

test('keeps the containers of a failed run with on-failure, and not those of a passed one', async () => {
  const passed = await runInCompose({ keep: 'on-failure' }, async () => undefined);
  expect(await objectsOf(passed.runId)).toEqual({ containers: 0, networks: 0, volumes: 0 });
  const failed = await runInCompose({ keep: 'on-failure' }, () => Promise.reject(new Error('broken')));
  onTestFinished(async () => {
    await sweepRun(docker, failed.runId);
  });
  expect(await objectsOf(failed.runId)).toMatchObject({ containers: 3, networks: 1 });
});
