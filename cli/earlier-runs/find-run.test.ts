import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRun, findRuns } from './find-run.ts';

const A = '20261122-120000-quick-000a';
const B = '20261122-130000-quick-000b';

let folder: string;
let workingFolder: string;
let runsFolder: string;
beforeEach(async () => {
  // Nested, so that `..` is an empty folder of this test.
  folder = await mkdtemp(join(tmpdir(), 'find-run-'));
  workingFolder = join(folder, 'project');
  runsFolder = join(workingFolder, 'runs');
  for (const id of [`runs/${A}`, `runs/${B}`, 'artifact']) addRun(id);
});
afterEach(() => rm(folder, { recursive: true }));

function addRun(path: string): void {
  mkdirSync(join(workingFolder, path), { recursive: true });
  writeFileSync(join(workingFolder, path, 'events.ndjson'), '');
}

const find = (run: string) => findRun(run, { runsFolder, workingFolder });

test('finds a run by id, by unique prefix and by path', () => {
  expect(find(A)).toBe(join(runsFolder, A));
  expect(find('20261122-13')).toBe(join(runsFolder, B));
  expect(find(`runs/${A}`)).toBe(join(runsFolder, A));
  expect(find(join(runsFolder, B))).toBe(join(runsFolder, B));
  expect(find('artifact')).toBe(join(workingFolder, 'artifact'));
  expect(find('./artifact/')).toBe(join(workingFolder, 'artifact'));
});

test('rejects an ambiguous prefix', () => {
  expect(() => find('2026')).toThrow(`2 runs start with '2026': ${B}, ${A}`);
});

test('suggests the nearest run for an unknown name', () => {
  expect(() => find('20261122-12x')).toThrow(`no run '20261122-12x' in ${runsFolder}. Did you mean ${A}?`);
  expect(() => find('')).toThrow("no run ''");
});

test.each([`other/${A}`, `/nowhere/${A}`, `./${A}`, `other/20261122-12`, '..', '.'])(
  'never selects another run for the missing path %s',
  (path) => {
    expect(() => find(path)).toThrow(`no run folder at '${path}': `);
    expect(() => findRuns(path === '.' ? './runs/none' : path, { runsFolder, workingFolder })).toThrow(
      'no run folder at',
    );
  },
);

test('suggests the run that a missing path ends with', () => {
  expect(() => find(`other/${A}`)).toThrow(`/other/${A} has no events.ndjson. Did you mean ${A}?`);
});

test('finds all runs in a folder', () => {
  expect(findRuns('runs', { runsFolder, workingFolder })).toEqual([A, B].map((id) => join(runsFolder, id)));
  expect(findRuns(A, { runsFolder, workingFolder })).toEqual([join(runsFolder, A)]);
  expect(() => findRuns('', { runsFolder, workingFolder })).toThrow("no run ''");
});
