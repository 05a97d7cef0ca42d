import { appendFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { followFile } from './decode-media.ts';

const never = new AbortController().signal;

test('followFile reads data that is written while it reads and before the file is complete', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('growing');
  await writeFile(file, 'one ');
  const ended = new AbortController();
  let text = '';
  for await (const chunk of followFile(file, { ended: ended.signal, signal: never })) {
    text += Buffer.from(chunk).toString();
    if (text === 'one ') await appendFile(file, 'two ');
    if (text === 'one two ') {
      await appendFile(file, 'three');
      ended.abort();
    }
  }
  expect(text).toBe('one two three');
});

test('followFile reads a complete file of any length', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('whole');
  const content = Buffer.alloc(1_000_000, 'abc');
  await writeFile(file, content);
  const chunks: Uint8Array[] = [];
  for await (const chunk of followFile(file, { ended: AbortSignal.abort(), signal: never }))
    chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(content)).toBe(true);
});

test('followFile ends when its signal is aborted', async () => {
  await using folder = await createTempFolder();
  await writeFile(folder.file('growing'), 'one');
  const controller = new AbortController();
  for await (const _ of followFile(folder.file('growing'), { ended: never, signal: controller.signal })) {
    setImmediate(() => controller.abort());
  }
  expect(controller.signal.aborted).toBe(true);
});

test('followFile rejects for a missing file', async () => {
  await using folder = await createTempFolder();
  const following = followFile(folder.file('none'), { ended: never, signal: never });
  await expect(following.next()).rejects.toMatchObject({ code: 'ENOENT' });
});
