import { expect, test } from 'vitest';
import { logServiceLine } from './log-service-line.ts';

/** The level with which a line of MediaMTX is logged. */
function levelOf(message: string, service = 'mediamtx'): string | undefined {
  const levels: string[] = [];
  const run = {
    log: (_source: string, level: string) => void levels.push(level),
    observe: () => undefined,
  };
  logServiceLine(run, service, JSON.stringify({ timestamp: 'now', level: 'INF', message }));
  return levels[0];
}

test.each([
  '[path live/a/in] closing existing publisher',
  "[RTMP] [conn 127.0.0.1:1] closed: path 'live/a' is not configured",
  "[RTSP] [session 1] closed: someone is already publishing to path 'live/a/in'",
  '[RTMP] [conn 127.0.0.1:1] closed: failed to authenticate: authentication failed',
])('a refusal that MediaMTX logs as information is a warning: %s', (message) => {
  expect(levelOf(message)).toBe('warn');
  expect(levelOf(message, 'another')).toBe('info');
});

test('other information of MediaMTX stays information', () => {
  expect(levelOf('[RTMP] [conn 127.0.0.1:1] closed: EOF')).toBe('info');
});
