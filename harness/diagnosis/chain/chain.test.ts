import { expect, test } from 'vitest';
import type { Json } from '../../engine/index.ts';
import { BOUNDARIES } from '../../run-data/diagnosis.ts';
import { PipelineFacts } from '../facts/pipeline-facts.ts';
import { pipeline, published, STREAM } from '../testing/dubbing-record.ts';
import { CHAIN } from './chain.ts';
import { observeChain } from './observe-chain.ts';

test('has each boundary once, in order', () => {
  expect(CHAIN.map(({ id }) => id)).toEqual(BOUNDARIES);
});

test('a run without any event: nothing is ok, and nothing is broken', () => {
  const { chain, broken } = observeChain(CHAIN, new PipelineFacts({ events: [], evidence: new Map() }));
  expect(broken).toBeUndefined();
  expect(new Set(chain.map(({ status }) => status))).toEqual(new Set(['unseen', 'not-reached']));
});

const response = { url: 'http://127.0.0.1:8080', status: 200 };
const named = { name: 'acme_fragments_total', labelNames: ['stream'] };

test.each<[string, string, Json, string]>([
  ['the list of workers', 'worker', { ...response, streams: [{ streamId: STREAM }] }, 'ok'],
  ['no list with another stream', 'worker', { ...response, streams: [{ streamId: 'other' }] }, 'broken'],
  [
    'metrics of other names',
    'metrics-names',
    { ...response, worker: [{ ...named, streamIds: [STREAM] }] },
    'ok',
  ],
  [
    'metrics of another stream',
    'metrics-names',
    { ...response, worker: [{ ...named, streamIds: ['b'] }] },
    'broken',
  ],
])('in an attached pipeline, the worker is observed by %s', (_, probe, data, status) => {
  const record = published(pipeline(), 10)
    .step(1, 'mediamtx-received-stream', { status: 'passed' })
    .step(2, 'worker-connected', { status: 'failed' })
    .observe('probe', 'hook-file', { configured: true, source: 'api' })
    .observe('probe', probe, data).record;
  const { chain } = observeChain(CHAIN, new PipelineFacts(record));
  expect(chain.find(({ id }) => id === 'hook')?.status).toBe(status);
});

test.each([
  [{ processed: 5 }, 'ok', 'ledger: 5 fragments processed'],
  [{}, 'unseen', undefined],
])('without an observer, results are known only from the ledger: %j', (counts, status, out) => {
  const ledger = {
    ...{ sent: 5, inflight: 0, processed: 0, partial: 0, fallback: 0, dropped: 0 },
    ...counts,
  };
  const worker = {
    ...{ streamId: STREAM, ingest: 'recording', state: 'ended', startedAt: '2026-01-01T00:00:00Z' },
    output: { airedS: 10, stalledS: 0, publications: 1, onAir: false, url: 'rtmp://h/live/s1/out' },
    sts: { url: 'http://h', connected: true, breaker: 'closed' },
    ledger: { ...ledger, recent: [] },
    publishers: 1,
  };
  const error = { code: 'NOT_MEASURED', message: 'no observers' };
  const { record } = published(pipeline(), 10)
    .step(1, 'mediamtx-received-stream', { status: 'passed' })
    .step(3, 'fragments-processed', { status: 'failed', error })
    .observe('probe', 'worker', { url: 'http://h', status: 200, streams: [worker] });
  const { chain } = observeChain(CHAIN, new PipelineFacts(record));
  const result = chain.find(({ id }) => id === 'result');
  expect([result?.status, result?.out]).toEqual([status, out]);
});

test.each([
  ['NOT_MEASURED', true, 'ok'],
  ['NOT_MEASURED', false, 'broken'],
  ['POLL_TIMEOUT', true, 'broken'],
])('an output step that ended with %s, on air: %s', (code, ready, status) => {
  const { record } = published(pipeline(), 10)
    .step(1, 'mediamtx-received-stream', { status: 'passed' })
    .log('media-service', 'worker started', { streamId: STREAM })
    .observe('mediamtx', 'paths', { paths: [{ name: `live/${STREAM}/out`, ready }] })
    .step(5, 'output-stream', { status: 'failed', error: { code, message: 'x' } });
  const { chain } = observeChain(CHAIN, new PipelineFacts(record));
  expect(chain.find(({ id }) => id === 'worker-output')?.status).toBe(status);
});
