import { lstat, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRunFolder } from './create-run-folder.ts';

let runsFolder: string;
beforeEach(async () => {
  runsFolder = join(await mkdtemp(join(tmpdir(), 'runs-')), 'reports/runs');
});
afterEach(() => rm(join(runsFolder, '../..'), { recursive: true }));

const NOON = new Date('2026-11-22T12:59:00Z');

test('names the folder after time and scenario, and points `last` to it', async () => {
  const { id, path } = await createRunFolder(runsFolder, 'full-pipeline', NOON);
  expect(id).toMatch(/^20261122-125900-full-pipeline-[0-9a-f]{4}$/);
  expect(path).toBe(join(runsFolder, id));
  expect((await lstat(path)).isDirectory()).toBe(true);
  expect(await readlink(join(runsFolder, 'last'))).toBe(id);
});

test('replaces slashes in the id of the scenario', async () => {
  const { id } = await createRunFolder(runsFolder, 'faults/../port-taken', NOON);
  expect(id).toMatch(/^20261122-125900-faults-..-port-taken-[0-9a-f]{4}$/);
});

test('creates a folder for each of many concurrent runs and leaves no temporary link', async () => {
  const folders = await Promise.all(
    Array.from({ length: 20 }, () => createRunFolder(runsFolder, 'quick', NOON)),
  );
  const ids = folders.map(({ id }) => id);
  expect(new Set(ids).size).toBe(20);
  expect((await readdir(runsFolder)).toSorted()).toEqual([...ids, 'last'].toSorted());
  expect(ids).toContain(await readlink(join(runsFolder, 'last')));
});
