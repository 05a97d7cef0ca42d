import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { recordingStartS } from './recordings.ts';

test("recordingStartS reads the start from MediaMTX's box, and returns undefined for other files", async () => {
  await using folder = await createTempFolder();
  const [mine, other] = [folder.file('mine.mp4'), folder.file('other.mp4')];
  const box = Buffer.alloc(4 + 4 + 4 + 16 + 8 + 8 + 8);
  box.write('mtxi', 4);
  box.writeBigInt64BE(6_250_000_000n, 4 + 4 + 4 + 16 + 8);
  await writeFile(mine, Buffer.concat([Buffer.alloc(700), box, Buffer.alloc(10)]));
  await writeFile(other, Buffer.alloc(700));
  expect(await recordingStartS(mine)).toBe(6.25);
  expect(await recordingStartS(other)).toBeUndefined();
});
