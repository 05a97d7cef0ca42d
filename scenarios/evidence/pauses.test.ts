import { expect, test } from 'vitest';
import { pausesIn } from './pauses.ts';

const advice = (receivedAtMs: number, action: string) => ({
  event: 'backpressure',
  payload: { stream_id: 'x', severity: 'high', action },
  receivedAtMs,
});
const sent = (receivedAtMs: number) => ({ event: 'fragment:data', payload: {}, receivedAtMs });

test('what is sent between the beginning of a pause and its end counts, and nothing else', () => {
  const events = [
    ...[sent(0), advice(10, 'slow_down'), sent(20), advice(30, 'pause'), sent(35), advice(40, 'pause')],
    ...[sent(90), advice(100, 'none'), sent(110), advice(200, 'pause'), advice(300, 'slow_down'), sent(310)],
  ];
  expect(pausesIn(events)).toEqual([
    { fromMs: 30, toMs: 100, sentAfterMs: [5, 60] },
    { fromMs: 200, toMs: 300, sentAfterMs: [] },
  ]);
});

test('a pause that is not ended lasts on', () => {
  expect(pausesIn([advice(10, 'pause'), sent(5000)])).toEqual([{ fromMs: 10, sentAfterMs: [4990] }]);
});
