import { expect, test } from 'vitest';
import { ConfigError } from '../runtime/config-error.ts';
import { readConfig } from './config.ts';

const REQUIRED = { RECORDINGS_DIR: '/recordings' };

function configError(environment: NodeJS.ProcessEnv): ConfigError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
}

test('requires RECORDINGS_DIR and has a default for every other variable', () => {
  expect(readConfig(REQUIRED)).toEqual({
    host: '127.0.0.1',
    port: 8080,
    recordingsFolder: '/recordings',
    stateFolder: '/recordings/.worker-state',
    mediamtxApiUrl: undefined,
    hookSecret: undefined,
    logLevel: 'info',
    worker: {
      stsUrl: 'http://127.0.0.1:3000',
      stsAuthToken: undefined,
      rtmpUrl: 'rtmp://127.0.0.1:1935',
      mediamtxApiUrl: undefined,
      ingest: 'recording',
      segmentS: 6,
      stsTimeoutMs: 8000,
      maxInflight: 3,
      dubLevel: 'match',
      publisherGraceS: 5,
      breakerOpenMs: 30_000,
      maxHeldBytes: 201_326_592,
      sourceLanguage: 'en',
      targetLanguage: 'es',
      voiceProfile: 'default',
      domainHints: [],
    },
  });
  expect(configError({}).message).toContain('RECORDINGS_DIR is not set');
});

test('treats an empty variable as unset', () => {
  const empty = Object.fromEntries(
    ['MEDIA_SERVICE_PORT', 'MTX_HOOK_SECRET', 'STS_AUTH_TOKEN', 'WORKER_SEGMENT_S'].map((name) => [name, '']),
  );
  expect(readConfig({ ...REQUIRED, ...empty })).toEqual(readConfig(REQUIRED));
});

test('reads the variables that are set', () => {
  const config = readConfig({
    ...REQUIRED,
    MEDIA_SERVICE_PORT: '0',
    MEDIAMTX_RTMP_URL: 'rtmp://mediamtx:1935/?pass=a/',
    MEDIAMTX_API_URL: 'http://mediamtx:8889/',
    WORKER_SEGMENT_S: '2.5',
    WORKER_DUB_LEVEL: 'keep',
    WORKER_BREAKER_OPEN_S: '0.5',
    WORKER_DOMAIN_HINTS: ' numbers, ,sports ',
    LOG_LEVEL: 'debug',
  });
  expect(config).toMatchObject({
    port: 0,
    mediamtxApiUrl: 'http://mediamtx:8889',
    logLevel: 'debug',
    worker: {
      rtmpUrl: 'rtmp://mediamtx:1935?pass=a/',
      mediamtxApiUrl: 'http://mediamtx:8889',
      segmentS: 2.5,
      dubLevel: 'keep',
      breakerOpenMs: 500,
      domainHints: ['numbers', 'sports'],
    },
  });
});

test.each([
  ['MEDIA_SERVICE_PORT', '65536'],
  ['MEDIA_SERVICE_PORT', '0x50'],
  ['MEDIA_SERVICE_PORT', '80.5'],
  ['MEDIAMTX_RTMP_URL', 'http://127.0.0.1'],
  ['MEDIAMTX_RTMP_URL', 'mediamtx'],
  ['MEDIAMTX_RTMP_URL', 'rtmp://user:a b@mediamtx'],
  ['MEDIAMTX_API_URL', 'mediamtx:8889'],
  ['STS_URL', 'ftp://127.0.0.1'],
  ['WORKER_SEGMENT_S', '0'],
  ['WORKER_SEGMENT_S', '10.1'],
  ['WORKER_SEGMENT_S', '6s'],
  ['WORKER_STS_TIMEOUT_MS', '999'],
  ['WORKER_STS_TIMEOUT_MS', '30001'],
  ['WORKER_MAX_INFLIGHT', '0'],
  ['WORKER_MAX_INFLIGHT', '11'],
  ['WORKER_DUB_LEVEL', 'loud'],
  ['WORKER_BREAKER_OPEN_S', '0'],
  ['WORKER_BREAKER_OPEN_S', '3601'],
  ['WORKER_MAX_HELD_MIB', '0.05'],
  ['WORKER_MAX_HELD_MIB', '4097'],
  ['WORKER_TARGET_LANGUAGE', 'x'.repeat(36)],
  ['WORKER_DOMAIN_HINTS', Array(65).fill('a').join(',')],
  ['LOG_LEVEL', 'loud'],
])('rejects %s=%s with its name and value', (variable, value) => {
  const error = configError({ ...REQUIRED, [variable]: value });
  expect(error.variables).toEqual([variable]);
  const shown = value.replace(/user.*@/, '…@');
  expect(error.message).toContain(`${variable} is ${JSON.stringify(shown)}: `);
});

test('names every invalid variable at once, and shows no secret', () => {
  const error = configError({
    STS_URL: 'ftp://user:hush@host/?token=hush',
    MEDIAMTX_RTMP_URL: 'http:/user:hush@host',
    MEDIAMTX_API_URL: 'user:hush@host:8889',
    WORKER_MAX_INFLIGHT: 'many',
    MTX_HOOK_SECRET: 'hush',
    STS_AUTH_TOKEN: 'hush',
  });
  expect(error.variables.toSorted()).toEqual([
    'MEDIAMTX_API_URL',
    'MEDIAMTX_RTMP_URL',
    'RECORDINGS_DIR',
    'STS_URL',
    'WORKER_MAX_INFLIGHT',
  ]);
  expect(error.message).not.toContain('hush');
});
