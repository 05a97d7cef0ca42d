import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROJECT = join(import.meta.dirname, '..', '..');

/** A project with a fake `./setup` and `pnpm`, whose behaviour each test defines. */
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

/** Shell lines; `$report` is the report file that vitest should write. */
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

/** Success of setup, two tests, a check of three parts, the Docker setup, a test in containers and a scenario. */
const SUCCESS: Required<Behaviour> = {
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
  const does = { ...SUCCESS, ...behaviour };
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

test('counts every test, part of the check and command on success', async () => {
  expect(await lastLine({})).toBe('9 passed, 0 failed, exit code 0');
});

test('lets processes of the tests receive SIGINT', async () => {
  const interrupted = `sh -c 'kill -INT $$; echo continues' | grep -q . && exit 1`;
  expect(await lastLine({ test: `${interrupted}; ${SUCCESS.test}` })).toBe('9 passed, 0 failed, exit code 0');
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
  ['the report is truncated', { test: `echo '{"success":tr' >"$report"` }, '7 passed, 1 failed'],
  ['a part of the check fails', { check: "echo '2 passed, 1 failed'; exit 1" }, '8 passed, 1 failed'],
  ['the check is aborted', { check: 'exit 1' }, '6 passed, 1 failed'],
  ['the tests are killed', { test: 'kill -9 $$' }, '7 passed, 1 failed'],
  ['Docker is missing', { setup: '[ "$1" != --docker ]' }, '6 passed, 1 failed'],
  ['a test in containers fails', { docker: `${report(false, 'failed')}; exit 1` }, '8 passed, 1 failed'],
  ['the scenario fails', { scenario: 'exit 1' }, '8 passed, 1 failed'],
])('counts a failure in the last line when %s', async (_, behaviour, counts) => {
  expect(await lastLine(behaviour)).toBe(`${counts}, exit code 1`);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  'stops the tests and counts a failure on %s',
  async (signal) => {
    await prepare({ test: "echo 'running'; exec sleep 600" });
    const child = run();
    const running = Promise.withResolvers<void>();
    child.all.on('data', (text) => {
      if (`${text}`.includes('running')) running.resolve();
    });
    await running.promise;
    child.kill(signal);
    const { all, exitCode } = await child;
    expect([all.split('\n').at(-1), exitCode]).toEqual(['1 passed, 1 failed', 1]);
  },
);
