import { expect, test } from 'vitest';
import { ConfigError } from '../runtime/config-error.ts';
import { readConfig } from './config.ts';

test('has a default for every setting', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    mode: 'real',
    asr: 'pocketsphinx',
    translator: 'apertium',
    tts: 'espeak-ng',
    backpressure: false,
    faultApi: false,
    disconnectAfterCompleteMs: 5000,
    corsOrigins: [],
  });
  expect(readConfig({})).not.toHaveProperty('authToken');
});

test('treats empty variables as unset and ignores other variables', () => {
  expect(readConfig({ STS_PORT: '', STS_AUTH_TOKEN: '', HOME: '/root' })).toEqual(readConfig({}));
});

test('reads variables', () => {
  const config = readConfig({
    STS_PORT: '0',
    STS_MODE: 'echo',
    STS_CORS_ORIGINS: ' http://a.test ,, http://b.test',
    STS_BACKPRESSURE: 'on',
    STS_FAULT_API: 'on',
    STS_AUTH_TOKEN: 'secret',
  });
  expect(config).toMatchObject({
    port: 0,
    mode: 'echo',
    corsOrigins: ['http://a.test', 'http://b.test'],
    backpressure: true,
    faultApi: true,
    authToken: 'secret',
  });
});

test.each([
  ['STS_PORT', '65536'],
  ['STS_PORT', '3000.5'],
  ['STS_ECHO_DELAY_MS', '-1'],
  ['STS_MODE', 'mock'],
  ['STS_ASR', 'whisper'],
  ['STS_BACKPRESSURE', 'true'],
  ['STS_CONCURRENCY', '0'],
  ['LOG_LEVEL', 'loud'],
])('rejects %s=%s by name and value', (variable, value) => {
  expect(() => readConfig({ [variable]: value })).toThrow(`${variable} is "${value}":`);
});

test('names all invalid variables in one error', () => {
  try {
    readConfig({ STS_PORT: 'x', STS_TTS: 'y' });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', variables: ['STS_PORT', 'STS_TTS'] });
  }
});

test('reads the settings of remote providers by stage', () => {
  const { asr, translator, tts, remote } = readConfig({
    STS_ASR: 'openai',
    STS_ASR_URL: 'http://127.0.0.1:8000/v1/',
    STS_TRANSLATOR: 'deepl',
    STS_TRANSLATOR_KEY: 'k',
    STS_TTS: 'elevenlabs',
    STS_TTS_MODEL: 'm',
    STS_TTS_VOICE: 'v',
  });
  expect([asr, translator, tts]).toEqual(['openai', 'deepl', 'elevenlabs']);
  expect(remote).toEqual({
    asr: { part: 'STS_ASR', url: 'http://127.0.0.1:8000/v1' },
    translator: { part: 'STS_TRANSLATOR', key: 'k' },
    tts: { part: 'STS_TTS', model: 'm', voice: 'v' },
  });
});

test.each([
  ['STS_TTS_KEY', 'my s3cret', 'a value that is not shown: expected printable characters'],
  ['STS_ASR_KEY', 's3cret\nmore', 'a value that is not shown: expected printable characters'],
  ['STS_TTS_URL', 'http://user:s3cret@host', '"http://…@host": expected a URL without user'],
  ['STS_TTS_URL', 'http://host/?key=s3cret', '"http://host/?…": expected a URL without user'],
  ['STS_TTS_URL', 'ftp://user:s3cret@host/', '"ftp://…@host/": expected an http or https URL'],
])('rejects an invalid %s without revealing its secret', (variable, value, problem) => {
  expect(() => readConfig({ [variable]: value })).toThrow(`${variable} is ${problem}`);
  expect(() => readConfig({ [variable]: value })).not.toThrow('s3cret');
});
