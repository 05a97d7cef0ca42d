import { expect, test } from 'vitest';
import { BackpressureAdviser } from './backpressure.ts';

/** The actions told while `inflight` of 10 places are taken, one after the other. */
function told(...inflight: number[]): (string | undefined)[] {
  const adviser = new BackpressureAdviser();
  return inflight.map((count) => {
    const advice = adviser.update(count, 10);
    return advice === undefined
      ? undefined
      : `${advice.severity}/${advice.action}/${advice.recommended_delay_ms}`;
  });
}

const LOW = 'low/none/undefined';
const MEDIUM = 'medium/slow_down/500';
const HIGH = 'high/pause/1000';

test('each level begins at its share', () => {
  expect(told(4, 5, 6, 7, 8, 9, 10)).toEqual([undefined, LOW, undefined, MEDIUM, undefined, HIGH, undefined]);
});

test('one all-clear when it falls back, and none when nothing was asked for', () => {
  expect(told(9, 8, 4, 3)).toEqual([HIGH, MEDIUM, LOW, undefined]);
  expect(told(9, 5, 4)).toEqual([HIGH, LOW, undefined]);
  expect(told(5, 4, 5)).toEqual([LOW, undefined, LOW]);
});
