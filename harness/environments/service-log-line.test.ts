import { expect, test } from 'vitest';
import { formatServiceLogLine, parseServiceLogLine } from './service-log-line.ts';

test('parses a pino line into level, message and data', () => {
  const line =
    '{"level":"warn","time":"2026-01-01T00:00:00Z","service":"sts-service","name":"sts-service","sequence_number":3,"msg":"slow"}';
  expect(parseServiceLogLine(line)).toEqual({ level: 'warn', message: 'slow', data: { sequence_number: 3 } });
});

test('includes a logged error and its source location', () => {
  const err = {
    type: 'TypeError',
    message: 'no voice',
    stack:
      'TypeError: no voice\n    at JSON.parse (<anonymous>)\n    at speak (file:///x/tts.ts:3:5)\n    at run',
  };
  const line = JSON.stringify({ level: 'fatal', stream_id: 's-1', err, msg: 'uncaught error' });
  const message = 'uncaught error: TypeError: no voice';
  expect(parseServiceLogLine(line)).toMatchObject({ level: 'fatal', message, data: { err } });
  expect(formatServiceLogLine(line)).toBe(`fatal  ${message}  at speak (file:///x/tts.ts:3:5)`);
});

test('includes the start of other data, with ids last', () => {
  const line = JSON.stringify({ level: 'info', stream_id: 's-1', sequence_number: 2, msg: 'accepted' });
  expect(formatServiceLogLine(line)).toBe('info  accepted  {"sequence_number":2,"stream_id":"s-1"}');
});

test('parses a MediaMTX line into level and message', () => {
  expect(parseServiceLogLine('2026/11/22 12:59:51 WAR [RTMP] [conn 127.0.0.1:1] closed: EOF')).toEqual({
    level: 'warn',
    message: '[RTMP] [conn 127.0.0.1:1] closed: EOF',
  });
});

test('a line of the hook is also a call', () => {
  const call = { phase: 'end', event: 'ready', path: 'live/a/in', pid: 7, exitCode: 1, status: 404 };
  const line = { level: 'error', msg: 'mtx-hook ready: http://h/v1 answered 404: no', hook: call };
  expect(parseServiceLogLine(JSON.stringify(line))).toEqual({
    level: 'error',
    message: line.msg,
    hookCall: call,
  });
});

test('another field named hook is data', () => {
  const line = JSON.stringify({ level: 'info', msg: 'skipped', hook: 'ready' });
  expect(parseServiceLogLine(line)).toEqual({ level: 'info', message: 'skipped', data: { hook: 'ready' } });
});

test.each([
  ['fork/exec /a: b/mtx-hook: permission denied', '/a: b/mtx-hook', 'permission denied'],
  ['exec: "mtx-hook": executable file not found in $PATH', 'mtx-hook', 'executable file not found in $PATH'],
  ['Unterminated single-quoted string', undefined, 'Unterminated single-quoted string'],
])('a hook that MediaMTX cannot start is an error: %s', (error, command, message) => {
  const text = `[path live/a/in] runOnAvailable command exited: ${error}`;
  const call = { phase: 'not-started', event: 'ready', path: 'live/a/in', message };
  expect(parseServiceLogLine(JSON.stringify({ timestamp: 'x', level: 'INF', message: text }))).toEqual({
    level: 'error',
    message: text,
    hookCall: command === undefined ? call : { ...call, command },
  });
});

test.each(['command started', 'command stopped', 'command exited: command exited with code 0'])(
  'another line about a hook keeps its level: %s',
  (text) => {
    const message = `[path live/a/in] runOnReady ${text}`;
    expect(parseServiceLogLine(`2026/11/22 12:59:51 INF ${message}`)).toEqual({ level: 'info', message });
  },
);

test.each([
  ['http://h:1/v1/mediamtx/events/ready answered 404: not found', { status: 404 }],
  ["cannot reach http://h:1/v1/mediamtx/events/ready: curl: (7) Couldn't connect to server", {}],
])('a failure that an earlier hook printed as text is an error: %s', (message, fields) => {
  const line = `mtx-hook ready: ${message}`;
  const url = 'http://h:1/v1/mediamtx/events/ready';
  expect(parseServiceLogLine(line)).toEqual({
    level: 'error',
    message: line,
    hookCall: { phase: 'end', event: 'ready', exitCode: 1, url, message, ...fields },
  });
});

test.each(['Error: no such file', '{"half": ', '{"level":30,"msg":"numeric level"}', ''])(
  'keeps any other line as the message: %s',
  (line) => {
    expect(parseServiceLogLine(line)).toEqual({ level: 'info', message: line });
  },
);
