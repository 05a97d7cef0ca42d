import { expect, test } from 'vitest';
import type { Json } from '../../../engine/index.ts';
import { INPUT, opened, pipeline } from '../../testing/dubbing-record.ts';
import { codesIn, findingIn, type RecordBuilder } from '../../testing/run-record.ts';
import { HOOK_CAUSES } from './index.ts';

const URL = 'http://127.0.0.1:8080/v1/mediamtx/events/ready';
const FILE = { configured: true, source: 'api', path: '/bin/hook', exists: true, executable: true };

const ready = () => pipeline().step(1, 'mediamtx-received-stream');
const call = (data: Readonly<Record<string, Json>>, builder = ready()) =>
  builder.observe('hook', 'call', { event: 'ready', path: INPUT, ...data });
const file = (data: Readonly<Record<string, Json>>, builder = notStarted('no such file or directory')) =>
  builder.observe('probe', 'hook-file', { ...FILE, ...data });
const notStarted = (message: string) => call({ phase: 'not-started', message, command: '/bin/hook' });
const started = (url = URL) => call({ phase: 'start', url, pid: 7 });
const ended = (data: Readonly<Record<string, Json>>, url = URL) =>
  call({ phase: 'end', url, pid: 7, exitCode: 1, ...data }, started(url));
const services = (builder: RecordBuilder, data: Readonly<Record<string, Json>>) =>
  builder.observe('probe', 'services', { list: [{ name: 'media-service', url: `${URL}`, ...data }] });
const available = (builder: RecordBuilder) =>
  builder.log('mediamtx', `[path ${INPUT}] stream is available and online, 2 tracks`);

test.each<[string, RecordBuilder]>([
  ['HOOK_NOT_CONFIGURED', file({ configured: false }, ready())],
  ['HOOK_NOT_CONFIGURED', available(ready())],
  ['HOOK_MISSING', file({ exists: false })],
  ['HOOK_CANNOT_START', notStarted('no such file or directory')],
  ['HOOK_NOT_EXECUTABLE', file({ executable: false }, notStarted('permission denied'))],
  ['HOOK_NOT_EXECUTABLE', notStarted('permission denied')],
  ['HOOK_CRLF', file({ crlf: true, interpreter: '/bin/sh', interpreterExists: true })],
  ['HOOK_INTERPRETER_MISSING', file({ crlf: false, interpreter: '/opt/sh', interpreterExists: false })],
  ['HOOK_URL_NOT_SET', call({ phase: 'end', exitCode: 1, message: 'ORCHESTRATOR_URL is not set' })],
  ['HOOK_TOOL_MISSING', ended({ message: 'curl is not installed' })],
  ['HOOK_URL_NOT_FOUND', ended({ status: 404 }, 'http://127.0.0.1:9/v1/mediamtx/events/ready')],
  ['HOOK_URL_NOT_FOUND', ended({ status: 404 }, `http://127.0.0.1:8080/v1${URL.slice(21)}`)],
  ['HOOK_UNAUTHORISED', ended({ status: 401 })],
  ['HOOK_UNAUTHORISED', ended({ status: 403 })],
  ['HOOK_REJECTED', ended({ status: 422 })],
  ['HOOK_REJECTED', ended({ status: 502 })],
  ['HOOK_CONNECTION_REFUSED', ended({ curlExitCode: 7, durationMs: 30 }, 'http://127.0.0.1:9/')],
  ['HOOK_CONNECTION_REFUSED', ended({ curlExitCode: 6, durationMs: 30 }, 'http://no-such-host/')],
  ['HOOK_HANGS', ended({ curlExitCode: 28, durationMs: 4500 }, 'http://127.0.0.1:9/')],
  ['HOOK_HANGS', started().at(20_000).log('harness', 'still waiting')],
])('%s', (code, record) => {
  expect(codesIn(HOOK_CAUSES, record)).toEqual([code]);
});

test.each<[string, RecordBuilder]>([
  ['a run without observations', pipeline()],
  ['a hook that was answered', ended({ exitCode: 0, status: 200 })],
  ['a hook that failed after the worker had started', opened(ended({ status: 422 }))],
  ['a hook that has just started', started()],
  ['404 of media-service at its documented address', ended({ status: 404 })],
  ['a hook to media-service, which is down', services(ended({ curlExitCode: 7 }), { error: 'ECONNREFUSED' })],
  [
    'a hook that waits for media-service, which hangs',
    services(started().at(20_000), { error: 'no response within 2000 ms' }),
  ],
  ['a hook that another path calls', call({ phase: 'end', exitCode: 1, status: 422, path: 'live/other/in' })],
  ['a hook of another event', call({ phase: 'end', event: 'not-ready', exitCode: 1, status: 422 })],
  [
    'a hook that is about to start',
    available(ready().log('mediamtx', `[path ${INPUT}] runOnAvailable command started`)),
  ],
  ['a file that is as it should be', file({ crlf: false, interpreterExists: true }, ready())],
])('finds nothing in %s', (_, record) => {
  expect(codesIn(HOOK_CAUSES, record)).toEqual([]);
});

const OTHER_PORT = 'http://127.0.0.1:9/v1/mediamtx/events/ready';
const HEALTHY = { url: 'http://127.0.0.1:8080/health', status: 200 };

test.each<[string, string, RecordBuilder, string, string]>([
  [
    'another port',
    'HOOK_URL_NOT_FOUND',
    ended({ status: 404 }, OTHER_PORT),
    'media-service is at http://127.0.0.1:8080: the host is the same, the port is not',
    'Set ORCHESTRATOR_URL=<orchestrator-url> (without a path, now http://127.0.0.1:9)',
  ],
  [
    'another host',
    'HOOK_URL_NOT_FOUND',
    ended({ status: 404 }, 'http://10.0.0.9:8080/v1/mediamtx/events/ready'),
    'another host',
    'now http://10.0.0.9:8080',
  ],
  [
    'a path in ORCHESTRATOR_URL',
    'HOOK_URL_NOT_FOUND',
    ended({ status: 404 }, `http://127.0.0.1:8080/v1${URL.slice(21)}`),
    'host and port are right',
    'now http://127.0.0.1:8080/v1)',
  ],
  [
    'a server that only accepts the connection',
    'HOOK_HANGS',
    ended(
      { curlExitCode: 28, message: `cannot reach ${OTHER_PORT}: curl: (28) timed out with 0 bytes received` },
      OTHER_PORT,
    ),
    'the server accepted the connection and did not answer; media-service is at http://127.0.0.1:8080',
    'Set ORCHESTRATOR_URL=',
  ],
  [
    'a hook that does not reach its request',
    'HOOK_HANGS',
    services(started().at(20_000), HEALTHY),
    'Its address is that of media-service, which responds',
    'ORCHESTRATOR_URL is right; correct the script <hook>',
  ],
  [
    'a rejected event at another server',
    'HOOK_REJECTED',
    ended({ status: 405 }, OTHER_PORT),
    'the port is not',
    'Set ORCHESTRATOR_URL=',
  ],
  [
    'a rejected event at media-service',
    'HOOK_REJECTED',
    ended({ status: 422 }),
    '422',
    'Correct what the answer',
  ],
])('states the target and the repair of %s', (_, code, record, summary, fix) => {
  const finding = findingIn(HOOK_CAUSES, record, code);
  expect(finding?.summary).toContain(summary);
  expect(finding?.fix).toContain(fix);
});

test('the time of the evidence is that of its statement', () => {
  const { evidence = [] } =
    findingIn(HOOK_CAUSES, started().at(20_000).log('harness', 'waits'), 'HOOK_HANGS') ?? {};
  expect(evidence.map(({ text, atMs }) => [text, atMs])).toEqual([
    ['hook ready (pid 7) has not ended 14.0 s after its start', 21_000],
    ['hook ready (pid 7) started', expect.any(Number)],
  ]);
});
