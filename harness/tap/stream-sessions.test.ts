import { expect, test } from 'vitest';
import { StreamSessions } from './stream-sessions.ts';
import type { TapEvent } from './tap-event.ts';

function event(session: number, direction: TapEvent['direction'], name: string, payload: unknown): TapEvent {
  const where = { link: 1, session, transport: 'websocket', namespace: '/', bytes: 1 } as const;
  return { ...where, direction, kind: 'event', event: name, args: [payload] };
}

const init = (session: number, streamId: string) =>
  event(session, 'worker-to-sts', 'stream:init', { stream_id: streamId, worker_id: 'w', config: {} });
const ready = (session: number, streamId: string, sessionId: string) =>
  event(session, 'sts-to-worker', 'stream:ready', { stream_id: streamId, session_id: sessionId });
const ack = (session: number) => event(session, 'sts-to-worker', 'fragment:ack', { fragment_id: 'f' });

test('assigns a connection to the stream that it opened last', () => {
  const sessions = new StreamSessions();
  expect(sessions.of(ack(1))).toBeUndefined();
  expect(sessions.of(init(1, 'a'))).toBeUndefined();
  expect(sessions.of(ack(1))).toEqual({ streamId: 'a' });
  expect(sessions.of(ready(1, 'a', 's1'))).toEqual({ streamId: 'a', sessionId: 's1' });
  expect(sessions.of(init(2, 'b'))).toBeUndefined();
  expect(sessions.of(ack(1))).toEqual({ streamId: 'a', sessionId: 's1' });
  expect(sessions.of(init(1, 'c'))).toBeUndefined();
  expect(sessions.of(ack(1))).toEqual({ streamId: 'c' });
  expect(sessions.of(ack(2))).toEqual({ streamId: 'b' });
});

test('ignores an invalid stream:init', () => {
  const sessions = new StreamSessions();
  sessions.of(event(1, 'worker-to-sts', 'stream:init', { stream_id: 'a' }));
  expect(sessions.of(ack(1))).toBeUndefined();
});
