import { expect, test } from 'vitest';
import { silenceFor, VideoProgress } from './silence.ts';

const FORMAT = { sampleRateHz: 1000, channels: 1 };
const BYTES_PER_S = 2000;

test('yields silence as long as the video, in chunks of at most 1 s, and ends with it', async () => {
  const video = new VideoProgress(10);
  const silence = silenceFor(video, FORMAT, { startS: 10, audioBytes: 500 }, new AbortController().signal);
  video.readUpTo(12.5);
  const lengths: (number | undefined)[] = [];
  for (let n = 0; n < 3; n++) lengths.push((await silence.next()).value?.length);
  expect(lengths).toEqual([BYTES_PER_S, BYTES_PER_S, 500]);
  const next = silence.next();
  video.readUpTo(11);
  video.readUpTo(12.75);
  expect((await next).value?.length).toBe(500);
  video.end();
  expect((await silence.next()).done).toBe(true);
});

test('rejects with the reason when the signal is aborted while waiting', async () => {
  const ending = new AbortController();
  const silence = silenceFor(new VideoProgress(0), FORMAT, { startS: 0, audioBytes: 0 }, ending.signal);
  const next = silence.next();
  ending.abort(new Error('aborted'));
  await expect(next).rejects.toThrow('aborted');
});
