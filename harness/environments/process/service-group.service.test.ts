import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import type { RunContext } from '../../engine/index.ts';
import { Reaper } from '../../processes/index.ts';
import { tellCallerSettings } from '../caller-settings.ts';
import { ServiceGroup } from './service-group.ts';

afterEach(() => vi.unstubAllEnvs());

/** What a service of a run has of these variables. */
async function environmentOf(variables: readonly string[], environment: Record<string, string>) {
  await using folder = await mkdtempDisposable(`${tmpdir()}/dubstep-group-`);
  await using stack = new AsyncDisposableStack();
  const reaper = new Reaper();
  stack.defer(() => reaper.stop());
  const said = Promise.withResolvers<string>();
  const run: ConstructorParameters<typeof ServiceGroup>[0] = {
    runId: 'run-1',
    folder: folder.path,
    defer: (_, end) => stack.defer(end),
    log: (source, _level, message) => source === 'printer' && said.resolve(message),
    failStep: said.reject,
  };
  const print = `console.log(JSON.stringify(${JSON.stringify(variables)}.map((name) => process.env[name] ?? null)))`;
  const group = new ServiceGroup(run, reaper, { stays: async () => false });
  const command = { command: process.execPath, args: ['-e', print], readyUrl: '' };
  await group.start({ name: 'printer', ...command, environment });
  return JSON.parse(await said.promise);
}

test('the services of a run have no settings but those of the run', async () => {
  vi.stubEnv('MTX_HOOK_SECRET', 'secret');
  vi.stubEnv('WORKER_STS_TIMEOUT_MS', '1000');
  vi.stubEnv('STS_MODE', 'real');
  vi.stubEnv('GREETING', 'hello');
  const variables = ['MTX_HOOK_SECRET', 'WORKER_STS_TIMEOUT_MS', 'STS_MODE', 'GREETING', 'DUBSTEP_RUN_ID'];
  expect(await environmentOf(variables, { STS_MODE: 'echo' })).toEqual([
    null,
    null,
    'echo',
    'hello',
    'run-1',
  ]);
});

test('which of them the services do not get is told, without their values', () => {
  const told: unknown[] = [];
  const log: RunContext['log'] = (source, level, message) => told.push([source, level, message]);
  tellCallerSettings({ log });
  expect(told).toEqual([]);
  vi.stubEnv('STS_AUTH_TOKEN', 'secret');
  tellCallerSettings({ log });
  vi.stubEnv('MTX_HOOK_SECRET', 'secret');
  tellCallerSettings({ log });
  const why = 'not passed on: the services of a run have the settings of its scenario';
  expect(told).toEqual([
    ['harness', 'warn', `STS_AUTH_TOKEN of this environment is ${why}`],
    ['harness', 'warn', `MTX_HOOK_SECRET, STS_AUTH_TOKEN of this environment are ${why}`],
  ]);
});
