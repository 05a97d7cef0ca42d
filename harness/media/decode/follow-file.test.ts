import { appendFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { followFile } from './follow-file.ts';

const never = new AbortController().signal;

test('what is written while it is read, and before the end is told, is read', async () => {
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

test('a file that has ended is read at once, whatever its length', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('whole');
  const content = Buffer.alloc(1_000_000, 'abc');
  await writeFile(file, content);
  const chunks: Uint8Array[] = [];
  for await (const chunk of followFile(file, { ended: AbortSignal.abort(), signal: never }))
    chunks.push(chunk);
  expect(Buffer.concat(chunks).equals(content)).toBe(true);
});

test('it ends when nobody wants to read on', async () => {
  await using folder = await createTempFolder();
  await writeFile(folder.file('growing'), 'one');
  const controller = new AbortController();
  for await (const _ of followFile(folder.file('growing'), { ended: never, signal: controller.signal })) {
    setImmediate(() => controller.abort());
  }
  expect(controller.signal.aborted).toBe(true);
});

test('a file that is not there is an error', async () => {
  await using folder = await createTempFolder();
  const following = followFile(folder.file('none'), { ended: never, signal: never });
  await expect(following.next()).rejects.toMatchObject({ code: 'ENOENT' });
});
