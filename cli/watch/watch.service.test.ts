import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { type Started, startProcess } from '../testing/run-inline-cli.ts';

const PROCESS = pathToFileURL(join(import.meta.dirname, '..', 'process.ts')).href;
const WAITING = 'waiting for a change';

/** A project of two steps: one that needs the pipeline and leaves evidence, one that judges it. */
const FILES = {
  'main.ts': `
    import { runAsProcess } from '${PROCESS}';
    import { demo } from './scenarios/demo.ts';
    await runAsProcess({ scenarios: [demo], tags: {}, runsFolder: process.cwd() + '/runs' });`,
  'scenarios/demo.ts': `
    import { listen } from '../steps/listen.ts';
    import { judge } from '../steps/judge.ts';
    const about = { id: 'demo', title: 'Demo', tags: [] };
    const build = (params) => ({ ...about, params, steps: [listen, judge], createRig: (run) => run });
    export const demo = { ...about, build };`,
  'steps/listen.ts': `
    import { existsSync } from 'node:fs';
    export const listen = {
      id: 'listen', title: 'Listens', timeoutMs: 60000, live: true,
      async run(ctx) {
        await ctx.poll('held', async () => existsSync('hold'), { until: (held) => !held, everyMs: 20, withinMs: 50000 });
        return 2;
      },
    };`,
  'steps/judge.ts': `
    import { expected } from '../checks/expected.ts';
    export const judge = {
      id: 'judge', title: 'Judges', timeoutMs: 1000,
      async run(ctx) {
        ctx.check('heard', { actual: ctx.outputOf('listen', { parse: (value) => value }), expected });
      },
    };`,
  'checks/expected.ts': 'export const expected = 2;',
  'services/demo/main.ts': 'export {};',
};

let project: string;
let started: Started | undefined;
beforeEach(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'cli-watch-')));
  for (const [name, text] of Object.entries(FILES)) await change(name, text);
});
afterEach(async () => {
  started?.process.kill('SIGINT');
  await started?.ended;
  await rm(project, { recursive: true });
});

async function change(name: string, text: string): Promise<void> {
  await mkdir(join(project, name, '..'), { recursive: true });
  await writeFile(join(project, name), text);
}

function watch(...args: readonly string[]): Started {
  started = startProcess(process.execPath, ['main.ts', 'scenario', 'demo', '--watch', ...args], project);
  return started;
}

/** What is printed from now on until `text` is. */
async function until(run: Started, text: string, doing: () => Promise<void>): Promise<string> {
  const before = run.stdout().length;
  await doing();
  await run.saw(text, before);
  return run.stdout().slice(before);
}

async function runs(): Promise<RunResult[]> {
  const ids = (await readdir(join(project, 'runs'))).filter((name) => /^\d/.test(name)).toSorted();
  const results = await Promise.all(
    ids.map(async (id) => await readFile(join(project, 'runs', id, 'result.json'), 'utf8')),
  );
  return results
    .map((text) => JSON.parse(text) as RunResult)
    .toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
}

test('a check has changed: what was kept is judged again; a service has: all is run again; Ctrl-C ends', async () => {
  const run = watch();
  await run.saw(WAITING);
  const wrong = await until(run, WAITING, () => change('checks/expected.ts', 'export const expected = 3;'));
  expect(wrong).toContain('checks/expected.ts has changed\njudged again from step 1 on, on what 2');
  expect(wrong).toContain('heard 2 (= 3)');
  const right = await until(run, WAITING, () => change('checks/expected.ts', 'export const expected = 2;'));
  expect(right).toContain('PASSED  1 passed, 1 skipped');
  const service = await until(run, WAITING, () =>
    change('services/demo/main.ts', 'export const changed = true;'),
  );
  expect(service).toContain('services/demo/main.ts has changed\nall steps are run\n');
  expect(service).toContain('PASSED  2 passed');
  run.process.kill('SIGINT');
  expect((await run.ended).code).toBe(130);
  expect(
    (await runs()).map(({ status, params }) => [
      status,
      (params as { keepEnvironment?: string }).keepEnvironment,
    ]),
  ).toEqual([
    ['passed', 'never'],
    ['failed', 'never'],
    ['passed', 'never'],
    ['passed', 'never'],
  ]);
});

test('a live run is not thrown away for what can be judged when it is over', async () => {
  await change('hold', '');
  const run = watch('-v');
  await run.saw('held  poll 2');
  await until(run, 'checks/expected.ts has changed', () =>
    change('checks/expected.ts', 'export const expected = 3;'),
  );
  await rm(join(project, 'hold'));
  await run.saw('heard 2 (= 3)');
  await run.saw(WAITING);
  expect((await runs()).map(({ steps }) => steps.map(({ status }) => status))).toEqual([
    ['passed', 'passed'],
    ['skipped', 'failed'],
  ]);
});

test('a live run is ended when a step that needs the pipeline has changed, and begun again', async () => {
  await change('hold', '');
  const run = watch('-v');
  await run.saw('held  poll 2');
  await change('steps/listen.ts', `${FILES['steps/listen.ts']} // changed`);
  await run.saw('INTERRUPTED');
  await rm(join(project, 'hold'));
  await run.saw('PASSED  2 passed');
});

test.each([
  [['--step', '1'], 'leave --step, --from, --run and --resume out'],
  [['--repeat', '2'], 'leave --repeat and --retries out'],
])('%j: exit 2, and what to type instead', async (args, message) => {
  const ended = await watch(...args).ended;
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(message);
});
