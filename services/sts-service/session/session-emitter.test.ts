import { expect, test } from 'vitest';
import { errorLabels } from './session-emitter.ts';

test.each([
  ['GPU_OOM', 'tts', { stage: 'tts', error_code: 'GPU_OOM' }],
  ['MY_OWN', 'my stage', { stage: 'other', error_code: 'other' }],
  ['toString', undefined, { stage: 'other', error_code: 'other' }],
])('labels the error %s in stage %s', (code, stage, labels) => {
  expect(errorLabels({ code, message: '', retryable: false, stage })).toEqual(labels);
});
