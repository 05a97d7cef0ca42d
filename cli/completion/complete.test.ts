import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createProgram } from '../run-cli.ts';
import { INLINE_TAGS, inlineScenarios } from '../testing/inline-scenarios.ts';
import { complete } from './complete.ts';

const RUN = '20261122-120000-passes-0001';

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'complete-'));
});
afterEach(() => rm(runsFolder, { recursive: true }));

async function addRun(): Promise<void> {
  await mkdir(join(runsFolder, RUN));
  await writeFile(join(runsFolder, RUN, 'events.ndjson'), '');
}

/** Completions of the last word. */
function completed(...words: string[]): string[] {
  const stream = { write: () => undefined };
  const context = {
    scenarios: inlineScenarios,
    tags: INLINE_TAGS,
    runsFolder,
    workingFolder: runsFolder,
    stdout: stream,
    stderr: stream,
    env: {},
  };
  return complete(
    createProgram(context, () => undefined),
    words,
    context,
  );
}

test('completes commands, except hidden ones', () => {
  expect(completed('')).toEqual(expect.arrayContaining(['scenario', 'report', 'doctor', 'completion']));
  expect(completed('comp')).toEqual(['completion']);
  expect(completed('report', 's')).toEqual(['serve']);
  expect(completed('completion', '')).toEqual(['bash', 'zsh', 'fish']);
});

test('completes scenarios, tags and steps', () => {
  expect(completed('scenario', 'pass')).toEqual(['passes']);
  expect(completed('scenario', 'passes', '--json', 'fa')).toEqual(['fails']);
  expect(completed('scenario', 'te')).toEqual(['test']);
  expect(completed('scenario', 'fails', '--until', '')).toEqual(['count', 'fail', 'after']);
  expect(completed('scenario', 'new', 'x', '--from', 'times')).toEqual(['times-out']);
});

test('completes options and their values, also in lists', () => {
  expect(completed('scenario', 'passes', '--ke')).toEqual(['--keep-env']);
  expect(completed('scenario', 'passes', '--env', 'p')).toEqual(['process']);
  expect(completed('scenario', '--env', '=', 'com')).toEqual(['compose']);
  expect(completed('report', 'render', '--reporter', 'junit,c')).toEqual(['junit,console', 'junit,ctrf']);
  expect(completed('scenario', 'passes', '--fixture', 'x')).toEqual([]);
  expect(completed('scenario', 'show', '--lo')).toEqual(['--logs']);
});

test('completes runs', async () => {
  await addRun();
  expect(completed('scenario', 'show', '')).toEqual(['last', RUN]);
  expect(completed('scenario', 'diff', 'last', '2026')).toEqual([RUN]);
  expect(completed('scenario', 'passes', '--run', 'l')).toEqual(['last']);
  expect(completed('report', '2')).toEqual([RUN]);
});

test('completes codes of causes and classes', () => {
  expect(completed('scenario', 'explain', 'HOOK_NOT_E')).toEqual(['HOOK_NOT_EXECUTABLE']);
  expect(completed('scenario', 'explain', 'ENV')).toEqual(['ENVIRONMENT']);
  expect(completed('scenario', 'diagnose', '--js')).toEqual(['--json']);
});

test('completes no `last` without a run', () => {
  expect(completed('scenario', 'show', '')).toEqual([]);
});
