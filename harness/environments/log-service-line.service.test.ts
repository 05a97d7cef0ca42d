import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { Json } from '../engine/index.ts';
import { logServiceLine } from './log-service-line.ts';

const HOOK = new URL('../../services/mediamtx/mtx-hook', import.meta.url);

test('what the hook prints becomes log lines and calls', async () => {
  const { all = '' } = await execa(HOOK, ['ready'], {
    env: { MTX_PATH: 'live/a/in', ORCHESTRATOR_URL: 'ftp://user:hush@h' },
    reject: false,
    all: true,
  });
  const logged: [string, string][] = [];
  const observed: Json[] = [];
  const run = {
    log: (source: string, level: string) => void logged.push([source, level]),
    observe: (source: string, name: string, data: Json) => void observed.push({ source, name, data }),
  };
  for (const line of all.split('\n')) logServiceLine(run, 'mediamtx', line);

  expect(logged).toEqual([
    ['mediamtx', 'info'],
    ['mediamtx', 'error'],
  ]);
  const call = { event: 'ready', path: 'live/a/in', url: 'ftp://h/v1/mediamtx/events/ready' };
  expect(observed).toMatchObject([
    { source: 'hook', name: 'call', data: { phase: 'start', ...call } },
    {
      source: 'hook',
      name: 'call',
      data: { phase: 'end', ...call, exitCode: 1, message: 'MTX_SOURCE_TYPE is not set' },
    },
  ]);
});
