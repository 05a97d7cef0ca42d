import { expect, test } from 'vitest';
import { parseServiceLogLine, tellServiceLogLine } from './service-log-line.ts';

test('a line of pino becomes level, message and data', () => {
  const line =
    '{"level":"warn","time":"2026-01-01T00:00:00Z","service":"sts-service","name":"sts-service","sequence_number":3,"msg":"slow"}';
  expect(parseServiceLogLine(line)).toEqual({ level: 'warn', message: 'slow', data: { sequence_number: 3 } });
});

test('the error that was logged is told with the line, and the place that it came from', () => {
  const err = {
    type: 'TypeError',
    message: 'no voice',
    stack:
      'TypeError: no voice\n    at JSON.parse (<anonymous>)\n    at speak (file:///x/tts.ts:3:5)\n    at run',
  };
  const line = JSON.stringify({ level: 'fatal', stream_id: 's-1', err, msg: 'an error that nobody caught' });
  const message = 'an error that nobody caught: TypeError: no voice';
  expect(parseServiceLogLine(line)).toMatchObject({ level: 'fatal', message, data: { err } });
  expect(tellServiceLogLine(line)).toBe(`fatal  ${message}  at speak (file:///x/tts.ts:3:5)`);
});

test('of other data the beginning is told, ids last', () => {
  const line = JSON.stringify({ level: 'info', stream_id: 's-1', sequence_number: 2, msg: 'accepted' });
  expect(tellServiceLogLine(line)).toBe('info  accepted  {"sequence_number":2,"stream_id":"s-1"}');
});

test('a line of MediaMTX becomes level and message', () => {
  expect(parseServiceLogLine('2026/11/22 12:59:51 WAR [RTMP] [conn 127.0.0.1:1] closed: EOF')).toEqual({
    level: 'warn',
    message: '[RTMP] [conn 127.0.0.1:1] closed: EOF',
  });
});

test.each(['Error: no such file', '{"half": ', '{"level":30,"msg":"numeric level"}', ''])(
  'anything else is taken as it is: %s',
  (line) => {
    expect(parseServiceLogLine(line)).toEqual({ level: 'info', message: line });
  },
);
