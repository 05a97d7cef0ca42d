import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { file, folder, text } from './context-part.ts';

let work: string;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'dubstep-context-'));
  await mkdir(join(work, 'from', 'sub'), { recursive: true });
  await writeFile(join(work, 'from', 'sub', 'a.ts'), 'a');
  await writeFile(join(work, 'from', 'a.test.ts'), 'test');
});
afterEach(() => rm(work, { recursive: true, force: true }));

test('includes only the selected files of a folder and changes only with these', async () => {
  const part = folder(join(work, 'from'), 'services', (path) => !path.endsWith('.test.ts'));
  await part.place(join(work, 'to'));
  expect(await readFile(join(work, 'to', 'sub', 'a.ts'), 'utf8')).toBe('a');
  await expect(stat(join(work, 'to', 'a.test.ts'))).rejects.toThrow('ENOENT');

  const before = await part.fingerprint();
  await writeFile(join(work, 'from', 'a.test.ts'), 'another test');
  expect(await part.fingerprint()).toBe(before);
  await writeFile(join(work, 'from', 'sub', 'a.ts'), 'b');
  expect(await part.fingerprint()).not.toBe(before);
});

test('a file keeps its permissions and changes with them', async () => {
  const from = join(work, 'from', 'sub', 'a.ts');
  const part = file(from, 'a');
  const before = await part.fingerprint();
  await chmod(from, 0o755);
  expect(await part.fingerprint()).not.toBe(before);
  await part.place(join(work, 'a'));
  expect((await stat(join(work, 'a'))).mode & 0o777).toBe(0o755);
});

test('a text becomes a file', async () => {
  const part = text('x: 1\n', 'config.yml');
  await part.place(join(work, part.to));
  expect(await readFile(join(work, 'config.yml'), 'utf8')).toBe('x: 1\n');
});
