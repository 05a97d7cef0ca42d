import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROJECT = join(import.meta.dirname, '..', '..');

/** A project whose `./setup` and `pnpm` do what a test says. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dubstep ci '));
  await mkdir(join(folder, 'bin'));
  for (const path of ['.ci/run', 'tools/ci']) {
    await cp(join(PROJECT, path), join(folder, path), { recursive: true });
  }
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Each is a line of shell; `$report` is the file that vitest is asked to write. */
interface Behaviour {
  readonly setup?: string;
  readonly check?: string;
  readonly test?: string;
  readonly docker?: string;
  readonly scenario?: string;
}

const report = (success: boolean, ...statuses: string[]): string =>
  `printf '%s' '${JSON.stringify({
    success,
    testResults: [
      {
        status: success ? 'passed' : 'failed',
        assertionResults: statuses.map((status) => ({ status })),
      },
    ],
  })}' >"$report"`;

/** Setup, two tests, a check of three parts, setup again, a test in containers and a scenario. */
const WELL: Required<Behaviour> = {
  setup: 'true',
  test: report(true, 'passed', 'passed'),
  check: "printf '  ok  types\\n\\n3 passed, 0 failed\\n'",
  docker: report(true, 'passed'),
  scenario: 'true',
};

async function script(path: string, text: string): Promise<void> {
  await writeFile(join(folder, path), `#!/bin/sh\n${text}\n`);
  await chmod(join(folder, path), 0o755);
}

async function prepare(behaviour: Behaviour): Promise<void> {
  const does = { ...WELL, ...behaviour };
  await script('setup', does.setup);
  await script(
    'bin/pnpm',
    `
for word; do case $word in --outputFile.json=*) report=\${word#*=} ;; esac; done
case $1 in
  exec) shift 2; exec '${process.execPath}' "$@" ;;
  test) ${does.test} ;;
  test:docker) ${does.docker} ;;
  check) ${does.check} ;;
  scenario) ${does.scenario} ;;
esac`,
  );
}

const run = () =>
  execa(join(folder, '.ci', 'run'), {
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    reject: false,
    all: true,
  });

async function lastLine(behaviour: Behaviour): Promise<string> {
  await prepare(behaviour);
  const { all, exitCode } = await run();
  return `${all.split('\n').at(-1)}, exit code ${exitCode}`;
}

test('when all is well, every test, part and command is counted', async () => {
  expect(await lastLine({})).toBe('9 passed, 0 failed, exit code 0');
});

test('what the tests start can be interrupted', async () => {
  const interrupted = `sh -c 'kill -INT $$; echo goes on' | grep -q . && exit 1`;
  expect(await lastLine({ test: `${interrupted}; ${WELL.test}` })).toBe('9 passed, 0 failed, exit code 0');
});

test.each<[string, Behaviour, string]>([
  ['setup fails', { setup: 'exit 1' }, '0 passed, 1 failed'],
  ['a test fails', { test: `${report(false, 'passed', 'failed')}; exit 1` }, '8 passed, 1 failed'],
  ['a test is skipped', { test: report(true, 'passed', 'skipped') }, '8 passed, 1 failed'],
  ['a test file does not compile', { test: `${report(false)}; exit 1` }, '7 passed, 1 failed'],
  [
    'an error outside of tests',
    { test: `${report(true, 'passed', 'passed')}; exit 1` },
    '9 passed, 1 failed',
  ],
  ['the tests write no report', { test: 'exit 1' }, '7 passed, 1 failed'],
  ['the report is cut off', { test: `echo '{"success":tr' >"$report"` }, '7 passed, 1 failed'],
  ['a part of the check fails', { check: "echo '2 passed, 1 failed'; exit 1" }, '8 passed, 1 failed'],
  ['the check breaks off', { check: 'exit 1' }, '6 passed, 1 failed'],
  ['the tests are killed', { test: 'kill -9 $$' }, '7 passed, 1 failed'],
  ['there is no Docker', { setup: '[ "$1" != --docker ]' }, '6 passed, 1 failed'],
  ['a test in containers fails', { docker: `${report(false, 'failed')}; exit 1` }, '8 passed, 1 failed'],
  ['the scenario fails', { scenario: 'exit 1' }, '8 passed, 1 failed'],
])('when %s, the last line says so', async (_, behaviour, counts) => {
  expect(await lastLine(behaviour)).toBe(`${counts}, exit code 1`);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'ended by %s in the middle of the tests it ends them, and has failed',
  async (signal) => {
    await prepare({ test: "echo 'under way'; exec sleep 600" });
    const child = run();
    const underWay = Promise.withResolvers<void>();
    child.all.on('data', (text) => {
      if (`${text}`.includes('under way')) underWay.resolve();
    });
    await underWay.promise;
    child.kill(signal);
    const { all, exitCode } = await child;
    expect([all.split('\n').at(-1), exitCode]).toEqual(['1 passed, 1 failed', 1]);
  },
);
