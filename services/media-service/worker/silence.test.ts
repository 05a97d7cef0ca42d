import { expect, test } from 'vitest';
import { PictureProgress, silenceUnder } from './silence.ts';

const FORMAT = { sampleRateHz: 1000, channels: 1 };
const BYTES_PER_S = 2000;

test('silence lasts as long as the picture, in pieces of a second at most, and ends with it', async () => {
  const picture = new PictureProgress(10);
  const silence = silenceUnder(
    picture,
    FORMAT,
    { startS: 10, givenBytes: 500 },
    new AbortController().signal,
  );
  picture.readUpTo(12.5);
  const lengths: (number | undefined)[] = [];
  for (let n = 0; n < 3; n++) lengths.push((await silence.next()).value?.length);
  expect(lengths).toEqual([BYTES_PER_S, BYTES_PER_S, 500]);
  const next = silence.next();
  picture.readUpTo(11);
  picture.readUpTo(12.75);
  expect((await next).value?.length).toBe(500);
  picture.over();
  expect((await silence.next()).done).toBe(true);
});

test('told to end while it waits for a picture, it ends with the reason', async () => {
  const ending = new AbortController();
  const silence = silenceUnder(new PictureProgress(0), FORMAT, { startS: 0, givenBytes: 0 }, ending.signal);
  const next = silence.next();
  ending.abort(new Error('over'));
  await expect(next).rejects.toThrow('over');
});
