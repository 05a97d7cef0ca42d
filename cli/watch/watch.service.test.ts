import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { type Started, startProcess } from '../testing/run-inline-cli.ts';

const PROCESS = pathToFileURL(join(import.meta.dirname, '..', 'process.ts')).href;
const WAITING = 'waiting for changes';

/** A project with two steps: one needs the pipeline, one only checks its output. */
const FILES = {
  'main.ts': `
    import { runAsProcess } from '${PROCESS}';
    import { demo } from './scenarios/demo.ts';
    await runAsProcess({ scenarios: [demo], tags: {}, runsFolder: process.cwd() + '/runs' });`,
  'scenarios/demo.ts': `
    import { listen } from '../steps/listen.ts';
    import { verify } from '../steps/verify.ts';
    const about = { id: 'demo', title: 'Demo', tags: [] };
    const build = (params) => ({ ...about, params, steps: [listen, verify], createRig: (run) => run });
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
  'steps/verify.ts': `
    import { expected } from '../checks/expected.ts';
    export const verify = {
      id: 'verify', title: 'Verifies', timeoutMs: 1000,
      async run(ctx) {
        ctx.check('output', { actual: ctx.outputOf('listen', { parse: (value) => value }), expected });
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

/** The output that follows, up to and including `text`. */
async function until(run: Started, text: string, doing: () => Promise<void>): Promise<string> {
  const before = run.stdout().length;
  await doing();
  await run.waitFor(text, before);
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

test('re-evaluates after a change of a check, reruns after a change of a service, and ends on Ctrl-C', async () => {
  const run = watch();
  await run.waitFor(WAITING);
  const wrong = await until(run, WAITING, () => change('checks/expected.ts', 'export const expected = 3;'));
  expect(wrong).toMatch(/changed: checks\/expected\.ts\nre-evaluating 2\S+ from step 1\n/);
  expect(wrong).toContain('output 2 (= 3)');
  const right = await until(run, WAITING, () => change('checks/expected.ts', 'export const expected = 2;'));
  expect(right).toContain('PASSED  1 passed, 1 skipped');
  const service = await until(run, WAITING, () =>
    change('services/demo/main.ts', 'export const changed = true;'),
  );
  expect(service).toContain('changed: services/demo/main.ts\nrunning all steps\n');
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

test('a live run continues when the change can be re-evaluated after its end', async () => {
  await change('hold', '');
  const run = watch('-v');
  await run.waitFor('held  poll 2');
  await until(run, 'changed: checks/expected.ts', () =>
    change('checks/expected.ts', 'export const expected = 3;'),
  );
  await rm(join(project, 'hold'));
  await run.waitFor('output 2 (= 3)');
  await run.waitFor(WAITING);
  expect((await runs()).map(({ steps }) => steps.map(({ status }) => status))).toEqual([
    ['passed', 'passed'],
    ['skipped', 'failed'],
  ]);
});

test('a live run restarts when a step that needs the pipeline changes', async () => {
  await change('hold', '');
  const run = watch('-v');
  await run.waitFor('held  poll 2');
  await change('steps/listen.ts', `${FILES['steps/listen.ts']} // changed`);
  await run.waitFor('INTERRUPTED');
  await rm(join(project, 'hold'));
  await run.waitFor('PASSED  2 passed');
});

test.each([
  [['--step', '1'], 'leave out --step, --from, --run and --resume'],
  [['--repeat', '2'], 'leave out --repeat and --retries'],
])('exits 2 for %j and states what to type instead', async (args, message) => {
  const ended = await watch(...args).ended;
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(message);
});
