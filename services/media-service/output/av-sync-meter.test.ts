import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Packet } from '../ffmpeg/framecrc.ts';
import { AvSyncMeter } from './av-sync-meter.ts';

const SAMPLE_RATE_HZ = 48_000;

function video(index: number, ptsS: number, fingerprint = `frame ${index}`): Packet {
  return { kind: 'video', index, ptsS, bytes: 1, fingerprint };
}

/** Packet n of ffmpeg's AAC, which starts 1024 samples before the audio. */
function audio(index: number, shiftS = 0): Packet {
  return {
    kind: 'audio',
    index,
    ptsS: ((index - 1) * 1024) / SAMPLE_RATE_HZ + shiftS,
    bytes: 1,
    fingerprint: '',
  };
}

test('is undefined until both tracks have been published', () => {
  const meter = new AvSyncMeter(SAMPLE_RATE_HZ);
  meter.ingested(video(0, 0));
  expect(meter.deltaMs).toBeUndefined();
  meter.published(video(0, 0));
  expect(meter.deltaMs).toBeUndefined();
  meter.published(audio(0));
  expect(meter.deltaMs).toBeCloseTo(0, 6);
});

test.each([
  ['audio 40 ms late', 0, 0.04, 40],
  ['audio 40 ms early', 0, -0.04, -40],
  ['video 25 ms early, which is audio late', -0.025, 0, 25],
  ['both as late as each other', 7.5, 7.5, 0],
])('%s', (_, videoShiftS, audioShiftS, deltaMs) => {
  const meter = new AvSyncMeter(SAMPLE_RATE_HZ);
  for (let n = 0; n < 90; n++) meter.ingested(video(n, n / 30));
  for (let n = 0; n < 60; n++) {
    meter.published(video(n, n / 30 + videoShiftS));
    meter.published(audio(n, audioShiftS));
  }
  expect(meter.deltaMs).toBeCloseTo(deltaMs, 6);
});

test('packets lost between ingest and output do not change the result', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 100 }), (arrives) => {
      const meter = new AvSyncMeter(SAMPLE_RATE_HZ);
      arrives.forEach((_, n) => {
        meter.ingested(video(n, n / 30));
      });
      let index = 0;
      meter.published(audio(0, 0.01));
      arrives.forEach((arrived, n) => {
        if (arrived) meter.published(video(index++, n / 30, `frame ${n}`));
      });
      if (index === 0) expect(meter.deltaMs).toBeUndefined();
      else expect(meter.deltaMs).toBeCloseTo(10, 6);
    }),
  );
});

test('distinguishes frames with equal bytes by their order', () => {
  const meter = new AvSyncMeter(SAMPLE_RATE_HZ);
  const still = (n: number): Packet => video(n, n / 30, 'same');
  for (let n = 0; n < 30; n++) meter.ingested(still(n));
  meter.published(audio(0));
  for (let n = 0; n < 30; n++) {
    meter.published(still(n));
    expect(meter.deltaMs).toBeCloseTo(0, 6);
  }
});

test('ignores a published packet that was never received', () => {
  const meter = new AvSyncMeter(SAMPLE_RATE_HZ);
  meter.ingested(video(0, 0));
  meter.published(audio(0));
  meter.published(video(0, 5, 'another'));
  expect(meter.deltaMs).toBeUndefined();
  meter.published(video(1, 0, 'frame 0'));
  expect(meter.deltaMs).toBeCloseTo(0, 6);
});
