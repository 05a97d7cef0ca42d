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

test.each(['Error: no such file', '{"half": ', '{"level":30,"msg":"numeric level"}', ''])(
  'keeps any other line as the message: %s',
  (line) => {
    expect(parseServiceLogLine(line)).toEqual({ level: 'info', message: line });
  },
);
