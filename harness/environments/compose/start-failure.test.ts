import { expect, test } from 'vitest';
import type { ContainerState } from './container-state.ts';
import { startFailure } from './start-failure.ts';

const RUNNING: ContainerState = {
  status: 'running',
  exitCode: 0,
  oomKilled: false,
  error: '',
  startedAt: '2026-01-01T00:00:00Z',
  image: 'dubstep/sts-service:1',
  finishedAt: '0001-01-01T00:00:00Z',
  memoryLimitBytes: 0,
  health: { status: 'healthy', failingStreak: 0, probes: [] },
  restarts: 0,
  ports: {},
};

test('reports each failed container with its last lines, and the state of the others', () => {
  const error = startFailure(
    [
      { service: 'mediamtx', container: 'x-mediamtx-1', state: RUNNING, lastLines: ['up'] },
      {
        service: 'media-service',
        container: 'x-media-service-1',
        state: RUNNING,
        lastLines: ['{"level":"warn","msg":"no STS service"}'],
      },
      {
        service: 'sts-service',
        container: 'y-sts-service-1',
        state: { ...RUNNING, status: 'exited', exitCode: 1 },
        lastLines: [],
      },
    ],
    {
      service: 'media-service',
      verdict: { code: 'SERVICE_NOT_READY', reason: 'runs but was not ready within 5 ms' },
    },
  );
  expect(error).toMatchObject({ code: 'SERVICE_NOT_READY', fault: 'ENVIRONMENT' });
  expect(error.message).toBe(
    'media-service (container x-media-service-1) runs but was not ready within 5 ms. Its last lines:\n' +
      '  warn  no STS service\n' +
      'sts-service (container y-sts-service-1) crashed: it ended with exit code 1. It printed nothing.\n' +
      'The others: mediamtx is running (healthy).',
  );
});
