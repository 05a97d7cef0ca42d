import { expect, test } from 'vitest';
import { kWeighting } from './k-weighting.ts';

test('has the coefficients of ITU-R BS.1770-4 at 48 kHz', () => {
  const [shelf, highPass] = kWeighting(48_000);
  const expected = [
    [shelf.b0, 1.53512485958697],
    [shelf.b1, -2.69169618940638],
    [shelf.b2, 1.19839281085285],
    [shelf.a1, -1.69065929318241],
    [shelf.a2, 0.73248077421585],
    [highPass.b0, 1],
    [highPass.b1, -2],
    [highPass.b2, 1],
    [highPass.a1, -1.99004745483398],
    [highPass.a2, 0.99007225036621],
  ] as const;
  for (const [actual, tabulated] of expected) expect(actual).toBeCloseTo(tabulated, 6);
});

test.each([0, 1000, 7999, Number.NaN])('rejects a sample rate of %d Hz', (sampleRateHz) => {
  expect(() => kWeighting(sampleRateHz)).toThrow(`cannot weight audio of ${sampleRateHz} Hz`);
});
