import { readdir, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTempFolder } from './testing/temp-folder.ts';
import { writeAtomically } from './write-atomically.ts';

test('replaces the whole file', async () => {
  await using folder = await createTempFolder();
  await writeFile(folder.file('a'), 'old');
  await writeAtomically(folder.file('a'), ['n', 'ew']);
  await writeAtomically(folder.file('b'), 'text');
  expect(await readFile(folder.file('a'), 'utf8')).toBe('new');
  expect(await readFile(folder.file('b'), 'utf8')).toBe('text');
  expect((await readdir(folder.path)).sort()).toEqual(['a', 'b']);
});

test('keeps the old file and removes the temporary one when the content throws', async () => {
  await using folder = await createTempFolder();
  await writeFile(folder.file('a'), 'old');
  async function* broken() {
    yield 'n';
    throw new Error('source failed');
  }
  await expect(writeAtomically(folder.file('a'), broken())).rejects.toThrow('source failed');
  expect(await readFile(folder.file('a'), 'utf8')).toBe('old');
  expect(await readdir(folder.path)).toEqual(['a']);
});
