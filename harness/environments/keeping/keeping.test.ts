import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { type RunContext, type RunEvent, runScenario } from '../../engine/index.ts';
import { identify } from '../../processes/index.ts';
import {
  type EnvironmentDescription,
  type ProcessDescription,
  readDescription,
} from './environment-description.ts';
import type { KeepMode } from './keep-mode.ts';
import { Keeping } from './keeping.ts';

const THIS = { pid: process.pid, startTime: (await identify(process.pid))?.startTime ?? '' };
const DESCRIPTION: ProcessDescription = {
  kind: 'process',
  runId: 'run-1',
  folder: '/nowhere',
  host: 'here',
  endpoints: { rtmpUrl: '', rtspUrl: '', mediamtxApiUrl: '', mediaServiceUrl: '', stsUrl: '' },
  plan: { ports: 'auto', sts: 'echo', segmentS: 2, domainHints: [], services: {} },
  services: [{ name: 'mediamtx', ...THIS, version: 'v', settings: 's' }],
};

type Ending = 'passes' | 'fails' | 'is interrupted' | 'is not up';

/** What is left of the environment of a run, and what is said of it. */
async function leftOf(keep: KeepMode, ending: Ending, description = DESCRIPTION) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-keeping-'));
  const events: RunEvent[] = [];
  const interruption = new AbortController();
  let during: EnvironmentDescription | undefined;
  let stayed: boolean | undefined;
  const run = async (_: unknown, context: RunContext) => {
    const keeping = new Keeping(context, keep);
    context.defer('end it', () => {
      return keeping.stays().then((stays) => {
        stayed = stays;
      });
    });
    if (ending === 'is not up') throw new Error('not up');
    await keeping.describe(async () => description);
    during = await readDescription(folder.path);
    if (ending === 'is interrupted') interruption.abort('SIGINT');
    if (ending === 'fails') throw new Error('broken');
    return undefined;
  };
  await runScenario(
    {
      id: 'demo',
      title: '',
      tags: [],
      params: {},
      steps: [{ id: 'step', title: '', timeoutMs: 1000, run }],
      createRig: (context: RunContext) => context,
    },
    {
      runId: 'run-1',
      folder: folder.path,
      environment: 'process',
      signal: interruption.signal,
      listeners: [(event) => events.push(event)],
    },
  );
  const told = events.flatMap((event) =>
    event.type === 'log' && event.level === 'warn' ? [event.message] : [],
  );
  return { during, stayed, left: await readDescription(folder.path), told };
}

test.each([
  ['always', 'passes', true],
  ['always', 'fails', true],
  ['always', 'is interrupted', true],
  ['always', 'is not up', false],
  ['on-failure', 'passes', false],
  ['on-failure', 'fails', true],
  ['on-failure', 'is interrupted', false],
  ['on-failure', 'is not up', false],
  ['never', 'fails', false],
] as const)('--keep-env %s, and the run %s: it stays: %s', async (keep, ending, stays) => {
  const { stayed, left } = await leftOf(keep, ending);
  expect(stayed).toBe(stays);
  expect(left?.keptAt).toEqual(stays ? expect.stringMatching(/^\d{4}-/) : undefined);
  expect(left === undefined).toBe(!stays);
});

test('while its run goes on it is described, but not kept', async () => {
  expect((await leftOf('always', 'passes')).during).toEqual(DESCRIPTION);
});

test('how to go on in it and how to end it are told', async () => {
  expect((await leftOf('on-failure', 'fails')).told).toEqual([
    `left running: mediamtx (pid ${process.pid}). To go on in it: pnpm scenario demo --resume run-1. To end it: pnpm scenario stop run-1`,
  ]);
  expect((await leftOf('on-failure', 'passes')).told).toEqual([]);
});

test('one that has lost a service stays only when that was asked for, and nobody is told to go on in it', async () => {
  const child = execa('true');
  const pid = child.pid ?? 0;
  await child;
  const lost = { name: 'sts-service', pid, startTime: '1', version: 'v', settings: 's' };
  const description = { ...DESCRIPTION, services: [...DESCRIPTION.services, lost] };
  expect(await leftOf('on-failure', 'fails', description)).toMatchObject({ stayed: false, told: [] });
  expect((await leftOf('always', 'fails', description)).told).toEqual([
    `left running: mediamtx (pid ${process.pid}). sts-service (pid ${pid}) has ended, so nobody can go on in it. ` +
      'To end it: pnpm scenario stop run-1',
  ]);
});
