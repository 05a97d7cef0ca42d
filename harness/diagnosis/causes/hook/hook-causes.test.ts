import { expect, test } from 'vitest';
import type { Json } from '../../../engine/index.ts';
import { INPUT, opened, pipeline } from '../../testing/dubbing-record.ts';
import { codesIn, type RecordBuilder } from '../../testing/run-record.ts';
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
