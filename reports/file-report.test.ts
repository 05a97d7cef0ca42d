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

test('a report is written into the run folder, in the place of an earlier one', async () => {
  const report = {
    name: 'test',
    fileName: 'test.txt',
    async *render(runFolder: string) {
      yield 'of ';
      yield runFolder;
    },
  };
  await writeAtomically(join(folder, 'test.txt'), [
    'earlier, and longer than what comes after it, whatever the folder is',
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
])('seen from %s, %s is %s', (workingFolder, path, seen) => {
  expect(pathFrom(workingFolder, path)).toBe(seen);
});
