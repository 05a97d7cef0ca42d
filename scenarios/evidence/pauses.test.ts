import { expect, test } from 'vitest';
import { pausesIn } from './pauses.ts';

const advice = (receivedAtMs: number, action: string) => ({
  event: 'backpressure',
  payload: { stream_id: 'x', severity: 'high', action },
  receivedAtMs,
});
const sent = (receivedAtMs: number) => ({ event: 'fragment:data', payload: {}, receivedAtMs });

test('counts what is sent between the start and the end of a pause', () => {
  const events = [
    ...[sent(0), advice(10, 'slow_down'), sent(20), advice(30, 'pause'), sent(35), advice(40, 'pause')],
    ...[sent(90), advice(100, 'none'), sent(110), advice(200, 'pause'), advice(300, 'slow_down'), sent(310)],
  ];
  expect(pausesIn(events)).toEqual([
    { fromMs: 30, toMs: 100, sentAfterMs: [5, 60] },
    { fromMs: 200, toMs: 300, sentAfterMs: [] },
  ]);
});

test('a pause without an end lasts until the end', () => {
  expect(pausesIn([advice(10, 'pause'), sent(5000)])).toEqual([{ fromMs: 10, sentAfterMs: [4990] }]);
});
