import { expect, test } from 'vitest';
import { publishEndpoints } from '../../media/index.ts';
import { type ServicePlan, serviceSpecs, settingsHash } from './service-specs.ts';

const PLAN: ServicePlan = {
  runFolder: '/runs/x',
  endpoints: {
    ...publishEndpoints((protocol) => `${protocol}://127.0.0.1:1`),
    mediamtxApiUrl: 'http://127.0.0.1:3',
    mediaServiceUrl: 'http://127.0.0.1:4',
    stsUrl: 'http://127.0.0.1:5',
  },
  mediamtx: '/bin/mediamtx',
  options: { sts: 'real', segmentS: 6, domainHints: ['numbers'], services: {} },
};

test('gives each service the addresses of the others', () => {
  const variables = Object.assign({}, ...serviceSpecs(PLAN).map(({ environment }) => environment));
  expect(variables).toEqual({
    ORCHESTRATOR_URL: 'http://127.0.0.1:4',
    TMPDIR: '/runs/x/tmp',
    STS_HOST: '127.0.0.1',
    STS_PORT: '5',
    STS_MODE: 'real',
    MEDIA_SERVICE_HOST: '127.0.0.1',
    MEDIA_SERVICE_PORT: '4',
    STS_URL: 'http://127.0.0.1:5',
    MEDIAMTX_RTMP_URL: 'rtmp://127.0.0.1:1',
    MEDIAMTX_API_URL: 'http://127.0.0.1:3',
    RECORDINGS_DIR: '/runs/x/recordings',
    WORKER_SEGMENT_S: '6',
    WORKER_DOMAIN_HINTS: 'numbers',
    LOG_LEVEL: 'debug',
  });
  const [mediamtx, ...others] = serviceSpecs(PLAN).map(({ readyUrl }) => readyUrl);
  expect(mediamtx).toBe('http://127.0.0.1:3/v3/paths/list');
  expect(others).toEqual(['http://127.0.0.1:5/ready', 'http://127.0.0.1:4/ready']);
});

test('gives only the worker the address of the tap', () => {
  const specs = serviceSpecs({ ...PLAN, tapUrl: 'http://127.0.0.1:6' });
  expect(specs[2]?.environment.STS_URL).toBe('http://127.0.0.1:6');
  expect(specs.slice(0, 2)).toEqual(serviceSpecs(PLAN).slice(0, 2));
});

test('applies the settings of a scenario to their service only, with priority', () => {
  const services = { 'sts-service': { STS_MODE: 'echo', STS_TTS_KEY: 'secret' } };
  const [mediamtx, sts, media] = serviceSpecs({ ...PLAN, options: { ...PLAN.options, services } });
  expect(sts?.environment).toMatchObject({ STS_MODE: 'echo', STS_TTS_KEY: 'secret' });
  expect([mediamtx, media]).toEqual([serviceSpecs(PLAN)[0], serviceSpecs(PLAN)[2]]);
});

test('hashes variables independently of their order', () => {
  const hash = settingsHash({ environment: { A: '1', B: '2' } });
  expect(hash).toMatch(/^[0-9a-f]{12}$/);
  expect(settingsHash({ environment: { B: '2', A: '1' } })).toBe(hash);
  for (const environment of [{ A: '1', B: '3' }, { A: '1' }, { A: '1', C: '2' }])
    expect(settingsHash({ environment })).not.toBe(hash);
});
