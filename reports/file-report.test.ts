import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAtomically } from '../lib/write-atomically.ts';
import { fileReporter, pathFrom } from './file-report.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'file-report-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('writes the report into the run folder and replaces an earlier one', async () => {
  const report = {
    name: 'test',
    fileName: 'test.txt',
    async *render(runFolder: string) {
      yield 'of ';
      yield runFolder;
    },
  };
  await writeAtomically(join(folder, 'test.txt'), [
    'an earlier report that is longer than the new one, whatever the path of the folder is',
  ]);
  await fileReporter(report).finish?.(folder);
  expect(await readFile(join(folder, 'test.txt'), 'utf8')).toBe(`of ${folder}`);
  expect(await readdir(folder)).toEqual(['test.txt']);
});

test.each([
  ['/work', '/work/run/a.wav', 'run/a.wav'],
  ['/work', '/work/..a', '..a'],
  ['/work', '/other/a.wav', '/other/a.wav'],
  ['/work', '/works/a.wav', '/works/a.wav'],
])('from %s, names %s as %s', (workingFolder, path, named) => {
  expect(pathFrom(workingFolder, path)).toBe(named);
});
