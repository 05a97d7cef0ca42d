import { expect, test } from 'vitest';
import { DubbingFailure } from '../sts/dubbing-failure.ts';
import { fitToSegment } from './fit-to-segment.ts';

const MONO = { sampleRateHz: 1000, channels: 1 };
const SEGMENT_BYTES = 12_000;

test('cuts the end of longer audio and appends silence to shorter audio', () => {
  const audio = (bytes: number): Buffer => Buffer.alloc(bytes, 7);
  expect(fitToSegment(audio(SEGMENT_BYTES), SEGMENT_BYTES, MONO)).toEqual(audio(SEGMENT_BYTES));
  expect(fitToSegment(audio(14_400), SEGMENT_BYTES, MONO)).toEqual(audio(SEGMENT_BYTES));
  expect(fitToSegment(audio(9600), SEGMENT_BYTES, MONO)).toEqual(
    Buffer.concat([audio(9600), Buffer.alloc(2400)]),
  );
});

test.each([9598, 14_402, 0])('rejects %i bytes for a segment of 12000 bytes', (bytes) => {
  const fit = (): Buffer => fitToSegment(Buffer.alloc(bytes), SEGMENT_BYTES, MONO);
  expect(fit).toThrow(DubbingFailure);
  expect(fit).toThrow(expect.objectContaining({ reason: 'invalid_result' }));
  expect(fit).toThrow(`lasts ${(bytes / 2000).toFixed(2)} s, its segment 6.00 s`);
});
