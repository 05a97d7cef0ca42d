import { expect, test } from 'vitest';
import { isRetryableCode, STS_ERROR_CODES } from './sts-error-code.ts';

test('lists the retryable codes', () => {
  expect(Object.keys(STS_ERROR_CODES).filter(isRetryableCode)).toEqual([
    'TIMEOUT',
    'MODEL_ERROR',
    'GPU_OOM',
    'QUEUE_FULL',
    'RATE_LIMIT',
    'RATE_LIMIT_EXCEEDED',
    'TRANSLATION_API_UNAVAILABLE',
  ]);
  expect(['SOMETHING_NEW', 'toString'].filter(isRetryableCode)).toEqual([]);
});
