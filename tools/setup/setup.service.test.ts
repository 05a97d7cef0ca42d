import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROJECT = join(import.meta.dirname, '..', '..');
/** Programs of a machine before the installation: those that the script itself calls. */
const BASIC = 'sh sed awk cat cut cmp dirname env flock grep head id mkdir sort tail timeout'.split(' ');
/** Programs of Debian packages that the script looks up by name. */
const PROGRAMS =
  'sox flite apertium espeak-ng curl ps unzip shellcheck chromium npm pocketsphinx_continuous ffprobe'.split(
    ' ',
  );

/** A machine: programs in `bin` and a copy of the project, in a folder with spaces and non-ASCII letters. */
let folder: string;
let project: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dubstep sétup '));
  project = join(folder, 'project');
  await mkdir(join(folder, 'bin'));
  for (const name of BASIC) {
    await symlink((await execa('sh', ['-c', `command -v ${name}`])).stdout, join(folder, 'bin', name));
  }
  for (const file of ['setup', 'package.json', 'services/mediamtx']) {
    await cp(join(PROJECT, file), join(project, file), { recursive: true });
  }
  await program('dpkg-query', 'true');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Creates a program on the machine from a shell script. */
async function program(name: string, script: string): Promise<void> {
  const path = join(folder, 'bin', name);
  await rm(path, { force: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

/** Simulates a machine on which everything is installed. */
async function installEverything(): Promise<void> {
  for (const name of PROGRAMS) await program(name, 'true');
  await program('ffmpeg', 'echo "ffmpeg version 5.1.6-0+deb12u1 Copyright"');
  await program('node', 'true');
  await program('pnpm', 'echo 12.0.0');
  await program('mediamtx', 'echo v1.99.0');
  await mkdir(join(project, 'node_modules', '.bin'), { recursive: true });
  await mkdir(join(project, 'node_modules', '.pnpm'));
  await symlink(join(folder, 'bin', 'node'), join(project, 'node_modules', '.bin', 'node'));
  for (const lock of ['pnpm-lock.yaml', 'node_modules/.pnpm/lock.yaml']) {
    await writeFile(join(project, lock), 'locked');
  }
}

const setup = (args: readonly string[] = [], env: Record<string, string> = {}) =>
  execa(join(project, 'setup'), args, {
    env: { PATH: join(folder, 'bin'), HOME: folder, ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });

/** The states that the output reports for one item: `ok`, `missing`, … */
const statesOf = (output: string, what: string): string[] =>
  output
    .split('\n')
    .filter((line) => new RegExp(`^ {2}\\w+ +${what} `).test(line))
    .map((line) => line.trim().split(' ')[0] ?? '');

test('--check reports everything that is missing and changes nothing', async () => {
  const before = await readdir(folder, { recursive: true });
  const { exitCode, stdout } = await setup(['--check']);
  expect(exitCode).toBe(1);
  for (const what of ['ffmpeg', 'sox', 'nodejs', 'npm', 'pnpm', 'node packages', 'MediaMTX']) {
    expect([what, statesOf(stdout, what)]).toEqual([what, ['missing']]);
  }
  expect(stdout).toMatch(/Not ready: \.\/setup installs what is missing\.$/);
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(before.toSorted());
});

test.each([[[]], [['--check']]])(
  './setup %j reports success and changes nothing when everything is installed',
  async (args) => {
    await installEverything();
    const { exitCode, stdout, stderr } = await setup(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(new Set(stdout.split('\n').map((line) => line.slice(2, 6).trim()))).toEqual(
      new Set(['ok', '', 'Read']),
    );
    expect(stdout).toMatch(/Ready: pnpm scenario full-pipeline$/);
  },
);

test('reports node packages that do not match the lock file as missing', async () => {
  await installEverything();
  await writeFile(join(project, 'pnpm-lock.yaml'), 'locked otherwise');
  const { exitCode, stdout } = await setup(['--check']);
  expect([exitCode, statesOf(stdout, 'node packages')]).toEqual([1, ['missing']]);
});

test('fails for an invalid MEDIAMTX_BIN, with or without --check', async () => {
  await installEverything();
  for (const args of [[], ['--check']]) {
    const { exitCode, stdout, stderr } = await setup(args, { MEDIAMTX_BIN: '/nowhere' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('MEDIAMTX_BIN is /nowhere, which is not MediaMTX');
    expect(stdout).not.toMatch(/ Ready| install +MediaMTX/);
  }
});

test('reports an ffmpeg or pnpm that is too old as missing', async () => {
  await installEverything();
  const { stdout } = await setup(['--check']);
  expect(statesOf(stdout, 'ffmpeg')).toEqual(['ok']);
  expect(statesOf(stdout, 'pocketsphinx')).toEqual(['ok']);
  expect(statesOf(stdout, 'pnpm')).toEqual(['ok']);
  await program('ffmpeg', 'echo "ffmpeg version 4.4.2 Copyright"');
  await program('pnpm', 'echo 9.15.0');
  const { stdout: older } = await setup(['--check']);
  expect(statesOf(older, 'ffmpeg')).toEqual(['missing']);
  expect(statesOf(older, 'pnpm')).toEqual(['missing']);
});

test.each(['half-configured', 'half-installed', 'unpacked', 'triggers-awaited'])(
  'reports a package that dpkg left %s as missing, although its program exists',
  async (state) => {
    await installEverything();
    await program(
      'dpkg-query',
      `for name in npm sox unzip; do echo "${state} $name"; done; echo installed flite`,
    );
    const { stdout } = await setup(['--check']);
    for (const name of ['npm', 'sox', 'unzip']) {
      expect([name, statesOf(stdout, name)]).toEqual([name, ['missing']]);
    }
    expect(statesOf(stdout, 'flite')).toEqual(['ok']);
  },
);

test('prints the commands for root and runs nothing without root and sudo', async () => {
  await program('id', 'echo 1000');
  await program('apt-get', `echo called >>'${folder}/apt-get.log'`);
  const { exitCode, stderr } = await setup();
  expect(exitCode).toBe(1);
  const [problem, apt, pnpm, ...more] = stderr.split('\n').filter((line) => line !== '');
  expect(problem).toContain('requires root, and sudo is not installed');
  expect(apt).toMatch(/apt-get update && .*apt-get install -y .* ffmpeg sox .* nodejs npm$/);
  expect(pnpm).toMatch(
    /^npm install --global .* pnpm@[\d.]+ && node "\$\(npm root --global\)\/pnpm\/install\.js"$/,
  );
  expect(more).toEqual([]);
  expect(await readdir(folder)).not.toContain('apt-get.log');
});

test('runs the same commands with sudo and prints their output when they fail', async () => {
  await program('id', 'echo 1000');
  await program('apt-get', 'exit 9');
  await program('sudo', `echo "$*" >'${folder}/sudo.log'; echo 'You are not in the sudoers file.'; exit 1`);
  const { exitCode, stderr } = await setup();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('You are not in the sudoers file.');
  expect(await readFile(join(folder, 'sudo.log'), 'utf8')).toMatch(/^sh -c .*apt-get update && /);
});

test('fails when a program is still too old after the installation', async () => {
  await installEverything();
  await program('apt-get', 'true');
  await program('dpkg', 'true');
  await program('id', 'echo 0');
  await program('node', 'exit 1');
  const { exitCode, stderr } = await setup();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /failed {3}nodejs +installed, but too old or not working; first on PATH: .*bin\/node$/,
  );
});

test('lists the packages to install on a system without apt-get', async () => {
  const { exitCode, stderr } = await setup();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/has no apt-get\. Use its package manager to install .*: ffmpeg sox .* nodejs npm$/);
});

test.each(['--chek', 'check', '-h'])('rejects %s', async (option) => {
  const { exitCode, stdout, stderr } = await setup([option]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(`Unknown option ${option}. Usage:`);
});
