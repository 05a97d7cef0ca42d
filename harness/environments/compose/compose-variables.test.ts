import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { forEachProtocol } from '../../media/index.ts';
import { composeVariables } from './compose-variables.ts';

const variables = composeVariables({
  runId: 'run-1',
  owner: 'host/1/2',
  network: 'dubstep-run-1',
  bind: '127.0.0.1',
  ports: { ...forEachProtocol(() => 1), mediamtxApi: 3, mediaService: 4, sts: 5 },
  recordings: undefined,
  user: undefined,
  images: (['mediamtx', 'media-service', 'sts-service'] as const).map((name) => ({
    name,
    tag: `dubstep/${name}:abc`,
    sizeBytes: 1,
  })),
  stsUrl: undefined,
  sts: 'echo',
  segmentS: 2,
  domainHints: ['numbers', 'sports'],
});

test('sets every variable of the compose files', async () => {
  const files = ['compose.media.yml', 'compose.sts.yml'].map((name) =>
    readFile(new URL(`../../../services/${name}`, import.meta.url), 'utf8'),
  );
  const used = (await Promise.all(files)).join('').matchAll(/\$\{(\w+)/g);
  expect(Object.keys(variables).toSorted()).toEqual(
    [...new Set([...used].map(([, name]) => name))].toSorted(),
  );
});

test('uses the images of this checkout', () => {
  expect(variables).toMatchObject({
    DUBSTEP_MEDIAMTX_IMAGE: 'dubstep/mediamtx:abc',
    DUBSTEP_MEDIA_SERVICE_IMAGE: 'dubstep/media-service:abc',
    DUBSTEP_STS_SERVICE_IMAGE: 'dubstep/sts-service:abc',
  });
});

test('passes the settings of the scenario to the services', () => {
  expect(variables).toMatchObject({
    STS_MODE: 'echo',
    WORKER_SEGMENT_S: '2',
    WORKER_DOMAIN_HINTS: 'numbers,sports',
  });
});
