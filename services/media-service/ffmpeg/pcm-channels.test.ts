import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromChannels, toFloatChannels } from './pcm-channels.ts';

const formatOf = (channels: number) => ({ sampleRateHz: 48_000, channels });
const samples = (...values: readonly number[]) => Buffer.from(new Int16Array(values).buffer);

test('separates the channels at full scale 1', () => {
  const [left, right] = toFloatChannels(samples(16_384, -32_768, 0, 8192), formatOf(2));
  expect(left).toEqual(Float32Array.of(0.5, 0));
  expect(right).toEqual(Float32Array.of(-1, 0.25));
});

test('ignores an incomplete sample, and reads from an odd offset', () => {
  const pcm = Buffer.concat([Buffer.of(0), samples(100, 200, 300)]).subarray(1);
  expect(fromChannels(toFloatChannels(pcm, formatOf(2)))).toEqual(samples(100, 200));
});

test('clips samples beyond full scale', () => {
  expect(fromChannels([Float32Array.of(1, -2, 1.5)])).toEqual(samples(32_767, -32_768, 32_767));
});

test('joins what it separated', () => {
  const sample = fc.integer({ min: -32_768, max: 32_767 });
  fc.assert(
    fc.property(fc.constantFrom(1, 2), fc.array(fc.tuple(sample, sample)), (channels, pairs) => {
      const pcm = samples(...pairs.flat());
      expect(fromChannels(toFloatChannels(pcm, formatOf(channels)))).toEqual(pcm);
    }),
  );
});
