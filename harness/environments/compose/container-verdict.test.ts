import { expect, test } from 'vitest';
import type { ContainerState } from './container-state.ts';
import { diagnoseContainer } from './container-verdict.ts';

const RUNNING: ContainerState = {
  status: 'running',
  exitCode: 0,
  oomKilled: false,
  error: '',
  startedAt: '2026-01-01T00:00:00Z',
  image: 'dubstep/sts-service:1',
  finishedAt: '0001-01-01T00:00:00Z',
  memoryLimitBytes: 64 * 1024 * 1024,
  restarts: 0,
  ports: {},
};
const health = (status: string, probes: { exitCode: number; output: string }[] = []) => ({
  health: { status, failingStreak: probes.length, probes },
});

test.each<[string, Partial<ContainerState>]>([
  ['runs and has no health check', {}],
  ['has not been probed yet', health('starting')],
  ['is healthy', health('healthy', [{ exitCode: 0, output: '' }])],
  ['has not been started yet', { status: 'created' }],
])('accepts a container that %s', (_, change) => {
  expect(diagnoseContainer({ ...RUNNING, ...change })).toBeUndefined();
});

test.each<[string, Partial<ContainerState>, string, string]>([
  [
    'a missing program',
    { status: 'created', exitCode: 127, error: 'exec: "nope": executable file not found in $PATH' },
    'SERVICE_NOT_STARTED',
    'could not be started: exec: "nope": executable file not found in $PATH',
  ],
  [
    'a port that a process uses',
    {
      status: 'created',
      error:
        'driver failed programming external connectivity on endpoint x (ab12): Error starting userland proxy: listen tcp4 127.0.0.1:1935: bind: address already in use',
    },
    'PORT_TAKEN',
    'could not be started: port 1935 of the Docker host is in use',
  ],
  [
    'a port that a container uses',
    { status: 'created', error: 'Bind for 0.0.0.0:8889 failed: port is already allocated' },
    'PORT_TAKEN',
    'could not be started: port 8889 of the Docker host is in use',
  ],
  ['an exit', { status: 'exited', exitCode: 1 }, 'SERVICE_NOT_STARTED', 'crashed: it ended with exit code 1'],
  [
    'a kill',
    { status: 'exited', exitCode: 137 },
    'SERVICE_NOT_STARTED',
    'crashed: it ended with exit code 137, killed by SIGKILL',
  ],
  [
    'a lack of memory',
    { status: 'exited', exitCode: 137, oomKilled: true },
    'SERVICE_NOT_STARTED',
    'crashed: it ended with exit code 137, killed by the kernel (OOM) because it needed more memory than its limit of 64 MiB',
  ],
  [
    'a health check that fails',
    health('unhealthy', [
      { exitCode: 0, output: 'first' },
      { exitCode: 22, output: 'curl: (22) error: 503' },
    ]),
    'SERVICE_NOT_READY',
    'runs but did not become healthy: health unhealthy, 2 failures in a row; the last probe ended with exit code 22, output: curl: (22) error: 503',
  ],
])('diagnoses %s', (_, change, code, reason) => {
  expect(diagnoseContainer({ ...RUNNING, ...change })).toEqual({ code, reason });
});
