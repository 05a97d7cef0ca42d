import { expect, test } from 'vitest';
import { runHeader } from './run-header.ts';

test.each([
  ['sts-service ended by SIGKILL. Its last lines:\n  info  listening', 'sts-service ended by SIGKILL.'],
  ['no voice for es: install espeak-ng', 'no voice for es: install espeak-ng'],
  ['one line only:', 'one line only:'],
])('shows %j on one line', (message, line) => {
  const { text } = runHeader({
    runId: 'r',
    scenario: 's',
    title: 't',
    tags: [],
    environment: 'process',
    params: {},
    status: 'failed',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    steps: [],
    error: { name: 'E', code: 'X', message, fault: 'PRODUCT' },
  });
  expect(text).toContain(`<p class="problem">${line}</p>`);
});
