import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { type RunContext, type RunEvent, runScenario } from '../../engine/index.ts';
import { publishEndpoints } from '../../media/index.ts';
import { identify } from '../../processes/index.ts';
import {
  type EnvironmentDescription,
  type ProcessDescription,
  readDescription,
} from './environment-description.ts';
import { EnvironmentKeeper, type KeepMode } from './environment-keeper.ts';

const THIS = { pid: process.pid, startTime: (await identify(process.pid))?.startTime ?? '' };
const DESCRIPTION: ProcessDescription = {
  kind: 'process',
  runId: 'run-1',
  folder: '/nowhere',
  host: 'here',
  endpoints: { ...publishEndpoints(() => ''), mediamtxApiUrl: '', mediaServiceUrl: '', stsUrl: '' },
  plan: { ports: 'auto', sts: 'echo', segmentS: 2, domainHints: [], services: {} },
  services: [{ name: 'mediamtx', ...THIS, version: 'v', settings: 's' }],
};

type Ending = 'passes' | 'fails' | 'is interrupted' | 'does not start';

/** Runs a scenario, and returns what remains of its environment and the warnings about it. */
async function runAndKeep(keep: KeepMode, ending: Ending, description = DESCRIPTION) {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-keeping-'));
  const events: RunEvent[] = [];
  const interruption = new AbortController();
  let during: EnvironmentDescription | undefined;
  let kept: boolean | undefined;
  const run = async (_: unknown, context: RunContext) => {
    const keeper = new EnvironmentKeeper(context, keep);
    context.defer('stop it', async () => {
      kept = await keeper.keeps();
    });
    if (ending === 'does not start') throw new Error('not started');
    await keeper.describe(async () => description);
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
  const warnings = events.flatMap((event) =>
    event.type === 'log' && event.level === 'warn' ? [event.message] : [],
  );
  return { during, kept, remaining: await readDescription(folder.path), warnings };
}

test.each([
  ['always', 'passes', true],
  ['always', 'fails', true],
  ['always', 'is interrupted', true],
  ['always', 'does not start', false],
  ['on-failure', 'passes', false],
  ['on-failure', 'fails', true],
  ['on-failure', 'is interrupted', false],
  ['on-failure', 'does not start', false],
  ['never', 'fails', false],
] as const)('with --keep-env %s, a run that %s keeps its environment: %s', async (keep, ending, keeps) => {
  const { kept, remaining } = await runAndKeep(keep, ending);
  expect(kept).toBe(keeps);
  expect(remaining?.keptAt).toEqual(keeps ? expect.stringMatching(/^\d{4}-/) : undefined);
  expect(remaining === undefined).toBe(!keeps);
});

test('describes the environment without keptAt during the run', async () => {
  expect((await runAndKeep('always', 'passes')).during).toEqual(DESCRIPTION);
});

test('reports how to resume and stop it', async () => {
  expect((await runAndKeep('on-failure', 'fails')).warnings).toEqual([
    `left running: mediamtx (pid ${process.pid}). Resume: pnpm scenario demo --resume run-1. Stop: pnpm scenario stop run-1`,
  ]);
  expect((await runAndKeep('on-failure', 'passes')).warnings).toEqual([]);
});

test('keeps an environment that has lost a service with always only, and does not offer to resume it', async () => {
  const child = execa('true');
  const pid = child.pid ?? 0;
  await child;
  const lost = { name: 'sts-service', pid, startTime: '1', version: 'v', settings: 's' };
  const description = { ...DESCRIPTION, services: [...DESCRIPTION.services, lost] };
  expect(await runAndKeep('on-failure', 'fails', description)).toMatchObject({ kept: false, warnings: [] });
  expect((await runAndKeep('always', 'fails', description)).warnings).toEqual([
    `left running: mediamtx (pid ${process.pid}). It cannot be resumed: sts-service (pid ${pid}) has ended. ` +
      'Stop: pnpm scenario stop run-1',
  ]);
});
