import { expect, test } from 'vitest';
import { redactSettings } from './redact-settings.ts';

test('hides the values of secret settings', () => {
  const settings = {
    'sts-service': { STS_ASR: 'openai', STS_ASR_KEY: 'hush' },
    'media-service': { MEDIAMTX_RTMP_URL: 'rtmp://user:hush@host:1935?pass=hush' },
  };
  expect(redactSettings(settings)).toEqual({
    'sts-service': { STS_ASR: 'openai', STS_ASR_KEY: '…' },
    'media-service': { MEDIAMTX_RTMP_URL: 'rtmp://…@host:1935?…' },
  });
});
