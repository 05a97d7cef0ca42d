import { expect, test } from 'vitest';
import type { Json } from '../../../engine/index.ts';
import { INPUT, pipeline, published } from '../../testing/dubbing-record.ts';
import { codesIn, findingIn, RecordBuilder } from '../../testing/run-record.ts';
import { INPUT_CAUSES } from './index.ts';

const API = 'http://127.0.0.1:9997/v3/paths/list';

const unready = () => new RecordBuilder().step(0, 'environment-setup', { status: 'failed' });
const begun = () => new RecordBuilder().setup();
const answered = (data: Readonly<Record<string, Json>>, builder = unready()) =>
  builder.observe('probe', 'services', { list: [{ name: 'mediamtx', url: API, ...data }] });
const ended = (builder: RecordBuilder, data: Readonly<Record<string, Json>>) =>
  builder.observe('processes', 'ended', { name: 'mediamtx', pid: 3, ...data });
const log = (message: string, builder: RecordBuilder, level: 'info' | 'error' = 'info') =>
  builder.log('mediamtx', message, undefined, level);
const streaming = () =>
  log(
    `[RTMP] [conn a] is publishing to path '${INPUT}'`,
    log(`[path ${INPUT}] [recorder] recording 2 tracks`, published(pipeline(), 4)),
  );
const processes = (state: string, builder = streaming()) =>
  builder.observe('processes', 'sample', { list: [{ name: 'mediamtx', pid: 3, state }] });
const config = (data: Readonly<Record<string, Json>>, builder = streaming()) =>
  builder.observe('probe', 'mediamtx-config', { url: API, status: 200, ...data });
const neverReady = () =>
  log('[RTMP] [conn a] opened', published(begun(), 8)).step(1, 'mediamtx-received-stream', {
    status: 'failed',
    error: { code: 'POLL_TIMEOUT', message: 'timed out' },
  });
function files(count: number, builder = streaming()): RecordBuilder {
  for (let file = 0; file < count; file += 1)
    builder.observe('hook', 'call', { phase: 'start', event: 'segment-create', path: INPUT });
  return builder;
}

test.each<[string, RecordBuilder]>([
  ['MEDIAMTX_NOT_RUNNING', answered({ error: 'no response: connect ECONNREFUSED 127.0.0.1:9997' })],
  ['MEDIAMTX_NOT_RUNNING', ended(unready(), { exitCode: 1 })],
  ['MEDIAMTX_DIED', ended(streaming(), { signal: 'SIGKILL' })],
  ['MEDIAMTX_DIED', ended(streaming(), { exitCode: 2 })],
  [
    'MEDIAMTX_DIED',
    streaming().step(3, 'fragments-processed', {
      status: 'failed',
      error: {
        code: 'SERVICE_DIED',
        message: 'mediamtx (pid 3) ended',
        data: { service: 'mediamtx', exitCode: 2 },
      },
    }),
  ],
  ['MEDIAMTX_STOPPED', processes('T', processes('T'))],
  ['MEDIAMTX_STOPPED', answered({ error: 'no response within 2000 ms' })],
  ['MEDIAMTX_API_PORT_IS_WEBRTC', answered({ status: 302, redirectedTo: '/v3/paths/list/' })],
  [
    'MEDIAMTX_API_PORT_IS_WEBRTC',
    answered(
      { status: 404 },
      log('[WebRTC] started with listeners on :9997 (TCP/HTTP), :8189 (UDP/ICE)', unready()),
    ),
  ],
  ['MEDIAMTX_API_NOT_FOUND', answered({ status: 404 })],
  ['MEDIAMTX_API_NOT_JSON', answered({ status: 200, contentType: 'text/html; charset=utf-8' })],
  ['MEDIAMTX_API_REDIRECTS', answered({ status: 307, redirectedTo: 'https://127.0.0.1:9997/v3/paths/list' })],
  ['MEDIAMTX_API_REDIRECTS', answered({ status: 301 })],
  ['MEDIAMTX_API_UNAUTHORISED', answered({ status: 401 })],
  ['MEDIAMTX_API_UNAUTHORISED', answered({ status: 403 })],
  [
    'MEDIAMTX_API_UNAUTHORISED',
    answered({ error: 'no response within 2000 ms' }).observe('mediamtx', 'paths-failed', {
      ...{ error: 'returned 401, expected 200', status: 401 },
    }),
  ],
  ['INPUT_NEVER_READY', neverReady()],
  ['RECORDING_OFF', config({ record: false, path: INPUT })],
  [
    'RECORDING_OFF',
    log(`[path ${INPUT}] stream is available and online`, begun()).at(9000).log('harness', 'still waiting'),
  ],
  [
    'RECORDING_DISK_FULL',
    log(`[path ${INPUT}] [recorder] write /a: no space left on device`, streaming(), 'error'),
  ],
  [
    'RECORDING_DISK_FULL',
    log(`[path ${INPUT}] [recorder] write /a: disk quota exceeded`, streaming(), 'error'),
  ],
  [
    'RECORDING_FOLDER_NOT_WRITABLE',
    log(`[path ${INPUT}] [recorder] mkdir /a: permission denied`, streaming(), 'error'),
  ],
  [
    'RECORDING_FOLDER_NOT_WRITABLE',
    log(`[path ${INPUT}] [recorder] mkdir /a: read-only file system`, streaming(), 'error'),
  ],
  ['RECORDER_RESTARTS', config({ record: true, recordSegmentDuration: '1s' }, files(6))],
])('%s', (code, record) => {
  expect(codesIn(INPUT_CAUSES, record)).toEqual([code]);
});

test.each<[string, RecordBuilder]>([
  ['a stream', streaming()],
  ['a MediaMTX that answers', answered({ status: 200, contentType: 'application/json' }, streaming())],
  ['a MediaMTX that the harness ended', ended(streaming(), { exitCode: 0, onPurpose: true })],
  ['one late answer', answered({ error: 'no response within 2000 ms' }, processes('S'))],
  ['a MediaMTX that was stopped for a moment', processes('S', processes('T'))],
  [
    'a stream that is just becoming available',
    log(`[path ${INPUT}] stream is available and online`, begun()),
  ],
  ['a publisher that reconnected', files(2)],
  [
    'a recording that began again after an error',
    log(`[path ${INPUT}] [recorder] too big`, files(6), 'error'),
  ],
  [
    'a path that is never ready because its publisher died',
    neverReady().observe('processes', 'ended', { name: 'publisher', pid: 9, exitCode: 1 }),
  ],
])('finds nothing in %s', (_, record) => {
  expect(codesIn(INPUT_CAUSES, record)).toEqual([]);
});

const mediamtxStarted = (...lines: readonly string[]) =>
  lines.reduce(
    (builder, line) => log(line, builder),
    log('configuration loaded from /etc/mediamtx.yml', unready()),
  );
const ANSWERS: readonly (readonly [string, Readonly<Record<string, Json>>])[] = [
  ['MEDIAMTX_API_PORT_IS_WEBRTC', { status: 302, redirectedTo: '/v3/paths/list/' }],
  ['MEDIAMTX_API_REDIRECTS', { status: 301, redirectedTo: 'https://proxy/v3/paths/list' }],
  ['MEDIAMTX_API_NOT_FOUND', { status: 404 }],
  ['MEDIAMTX_API_NOT_JSON', { status: 200, contentType: 'text/html' }],
];

test.each(ANSWERS)('%s states where the API is', (code, answer) => {
  const elsewhere = mediamtxStarted('[API] started with listener on 127.0.0.1:9990 (TCP/HTTP)');
  const moved = findingIn(INPUT_CAUSES, answered(answer, elsewhere), code);
  expect(moved?.summary).toContain('the API of MediaMTX listens on 127.0.0.1:9990');
  expect(moved?.fix).toContain('apiAddress: 127.0.0.1:9997');
  const none = mediamtxStarted('[RTMP] started with listener on 127.0.0.1:1935 (TCP/RTMP)');
  const off = findingIn(INPUT_CAUSES, answered(answer, none), code);
  expect(off?.summary).toContain('it is off');
  expect(off?.fix).toContain('api: yes');
  const same = mediamtxStarted('[API] started with listener on :9997 (TCP/HTTP)');
  for (const unknown of [same, unready()])
    expect(findingIn(INPUT_CAUSES, answered(answer, unknown), code)?.fix).toBeUndefined();
});
