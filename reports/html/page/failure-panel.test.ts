import { expect, test } from 'vitest';
import type { FailureView } from '../model/failure-view.ts';
import { failurePanel } from './failure-panel.ts';

const FAILURE: FailureView = { failedChecks: [], polls: [], atMs: 0, nearby: [], causes: [] };
const CHECK = {
  id: 'delta',
  title: 'delta',
  status: 'failed',
  actual: 130,
  limit: { max: 120 },
  unit: 'ms',
} as const;
const MESSAGE = '1 of 3 checks failed: delta is 130 ms, must be ≤ 120 ms';

test('shows a failed check once, with limit and value', () => {
  const error = {
    name: 'CheckFailedError',
    code: 'CHECK_FAILED',
    message: MESSAGE,
    fault: 'PRODUCT',
  } as const;
  const { text } = failurePanel({ ...FAILURE, error, failedChecks: [CHECK] }, []);
  expect(text).toContain('<p class="message">1 of 3 checks failed</p>');
  expect(text.match(/130 ms/g)).toHaveLength(1);
});

test('shows the full message of other errors beside failed checks', () => {
  const error = { name: 'Error', code: 'SERVICE_DIED', message: 'sts: ended', fault: 'PRODUCT' } as const;
  const { text } = failurePanel({ ...FAILURE, error, failedChecks: [CHECK] }, []);
  expect(text).toContain('<p class="message">sts: ended</p>');
});
