import { expect, test } from 'vitest';
import { createLogger, type Logger } from './logger.ts';

/** The logged lines, parsed. */
function linesOf(write: (log: Logger) => void): unknown[] {
  const lines: unknown[] = [];
  write(createLogger('some-service', 'debug', { write: (line) => lines.push(JSON.parse(line)) }));
  return lines;
}

test('logs time, level, service and message', () => {
  const [line] = linesOf((log) => log.warn({ port: 1 }, 'something'));
  expect(line).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    service: 'some-service',
    port: 1,
    msg: 'something',
  });
});

test('redacts secrets', () => {
  const [line] = linesOf((log) =>
    log.info({ token: 'a', headers: { authorization: 'b' }, sts: { authToken: 'c', url: 'd' } }, 'x'),
  );
  expect(line).toMatchObject({
    token: '[redacted]',
    headers: { authorization: '[redacted]' },
    sts: { authToken: '[redacted]', url: 'd' },
  });
});
