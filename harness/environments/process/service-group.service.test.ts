import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import type { RunContext } from '../../engine/index.ts';
import { Reaper } from '../../processes/index.ts';
import { logIgnoredSettings } from '../caller-settings.ts';
import { ServiceGroup } from './service-group.ts';

afterEach(() => vi.unstubAllEnvs());

/** Values of variables in the environment of a service. */
async function environmentOf(variables: readonly string[], environment: Record<string, string>) {
  await using folder = await mkdtempDisposable(`${tmpdir()}/dubstep-group-`);
  await using stack = new AsyncDisposableStack();
  const reaper = new Reaper();
  stack.defer(() => reaper.stop());
  const printed = Promise.withResolvers<string>();
  const run: ConstructorParameters<typeof ServiceGroup>[0] = {
    runId: 'run-1',
    folder: folder.path,
    defer: (_, end) => stack.defer(end),
    log: (source, _level, message) => source === 'printer' && printed.resolve(message),
    observe: () => undefined,
    failStep: printed.reject,
  };
  const print = `console.log(JSON.stringify(${JSON.stringify(variables)}.map((name) => process.env[name] ?? null)))`;
  const group = new ServiceGroup(run, reaper, { keeps: async () => false });
  const command = { command: process.execPath, args: ['-e', print], readyUrl: '' };
  await group.start({ name: 'printer', ...command, environment });
  return JSON.parse(await printed.promise);
}

test('gives the services only the settings of the run', async () => {
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

test('logs the names of ignored settings without their values', () => {
  const logged: unknown[] = [];
  const log: RunContext['log'] = (source, level, message) => logged.push([source, level, message]);
  logIgnoredSettings({ log });
  expect(logged).toEqual([]);
  vi.stubEnv('STS_AUTH_TOKEN', 'secret');
  logIgnoredSettings({ log });
  vi.stubEnv('MTX_HOOK_SECRET', 'secret');
  logIgnoredSettings({ log });
  const message = (names: string): string =>
    `ignored environment variables: ${names}. The services of a run use only the settings of its scenario.`;
  expect(logged).toEqual([
    ['harness', 'warn', message('STS_AUTH_TOKEN')],
    ['harness', 'warn', message('MTX_HOOK_SECRET, STS_AUTH_TOKEN')],
  ]);
});
