import { expect, test } from 'vitest';
import { parseServiceLogLine } from './service-log-line.ts';

test('a line of pino becomes level, message and data', () => {
  const line =
    '{"level":"warn","time":"2026-01-01T00:00:00Z","service":"sts-service","name":"sts-service","sequence_number":3,"msg":"slow"}';
  expect(parseServiceLogLine(line)).toEqual({ level: 'warn', message: 'slow', data: { sequence_number: 3 } });
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
