import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await mkdtemp(join(tmpdir(), 'vitest-scenarios-'));
});
afterEach(() => rm(runsFolder, { recursive: true }));

async function vitest(...args: readonly string[]): Promise<{ code: number | undefined; output: string }> {
  const config = join(import.meta.dirname, 'testing', 'vitest.config.ts');
  const { exitCode, all } = await execa('node_modules/.bin/vitest', ['run', '--config', config, ...args], {
    cwd: PROJECT,
    env: { RUNS_FOLDER: runsFolder, NO_COLOR: '1', CI: '', GITHUB_ACTIONS: '' },
    reject: false,
    all: true,
  });
  return { code: exitCode, output: all };
}

/** The line of each test, without its duration. */
function tests(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => /^\s+[✓×↓] inline-suites\.ts > /.test(line))
    .map((line) =>
      line
        .trim()
        .replace('inline-suites.ts > ', '')
        .replace(/ \d+ms/, ''),
    );
}

async function results(): Promise<Map<string, RunResult>> {
  const ids = (await readdir(runsFolder)).filter((name) => name !== 'last');
  const read = async (id: string) =>
    JSON.parse(await readFile(join(runsFolder, id, 'result.json'), 'utf8')) as RunResult;
  return new Map((await Promise.all(ids.map(read))).map((result) => [result.scenario, result]));
}

test('each step is a test; a failed one prints its checks, later ones are skipped with the reason', async () => {
  const { code, output } = await vitest();
  expect(code).toBe(1);
  expect(tests(output)).toEqual([
    '✓ passes: A run that passes > 0 count: Counts to three',
    '✓ passes: A run that passes > 1 after: Comes after',
    '✓ fails: A run that fails > 0 count: Counts to three',
    '× fails: A run that fails > 1 fail: Finds too little',
    '↓ fails: A run that fails > 2 after: Comes after [not run: blocked by step 1]',
    '× not-started: A run without an environment > 0 environment-setup: Starts the services',
    '↓ not-started: A run without an environment > 1 after: Comes after [not run: blocked by step 0]',
  ]);
  expect(output).toMatch(
    /StepFailure: ✗ 1 fail +[\d.]+ ms {2}failed\n {4}✗ number reached 2 \(= 3\)\n {4}\? delta +not measured — no audio in the output\n {4}report: \S+\/index\.html\n/,
  );
  expect(output).toMatch(/ENVIRONMENT PORT_TAKEN\n {4}port 1935 is taken by mediamtx \(pid 42\)/);
  const run = (await results()).get('fails');
  expect(run).toMatchObject({ status: 'failed', params: { sts: 'echo' } });
  expect(await readdir(join(runsFolder, run?.runId ?? ''))).toEqual(
    expect.arrayContaining(['events.ndjson', 'index.html', 'result.json']),
  );
});

test('a filter runs the selected step and those before it', async () => {
  const { code } = await vitest('-t', 'passes.*Counts');
  expect(code).toBe(0);
  const found = await results();
  expect([...found.keys()]).toEqual(['passes']);
  expect(found.get('passes')?.steps.map(({ status }) => status)).toEqual(['passed', 'skipped']);
});
