import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROJECT = join(import.meta.dirname, '..', '..');
/** What a machine has before anything is installed: all that the script itself calls. */
const BASIC = 'sh sed awk cat cut cmp dirname env flock grep head id mkdir sort tail timeout'.split(' ');
/** Programs of Debian's packages that are looked for by their name. */
const PROGRAMS =
  'sox flite apertium espeak-ng curl ps unzip shellcheck chromium npm pocketsphinx_continuous ffprobe'.split(
    ' ',
  );

/** A machine: the programs in `bin`, and a copy of the project, in a folder with blanks and letters beyond ASCII. */
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

/** Puts a program on the machine that does this. */
async function program(name: string, script: string): Promise<void> {
  const path = join(folder, 'bin', name);
  await rm(path, { force: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

/** All that the script installs is there. */
async function installed(): Promise<void> {
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

/** What the lines say of one thing: `ok`, `missing`, … */
const verdictOn = (output: string, what: string): string[] =>
  output
    .split('\n')
    .filter((line) => new RegExp(`^ {2}\\w+ +${what} `).test(line))
    .map((line) => line.trim().split(' ')[0] ?? '');

test('--check tells of everything that is missing, and changes nothing', async () => {
  const before = await readdir(folder, { recursive: true });
  const { exitCode, stdout } = await setup(['--check']);
  expect(exitCode).toBe(1);
  for (const what of ['ffmpeg', 'sox', 'nodejs', 'npm', 'pnpm', 'node packages', 'MediaMTX']) {
    expect([what, verdictOn(stdout, what)]).toEqual([what, ['missing']]);
  }
  expect(stdout).toMatch(/Not ready: \.\/setup installs what is missing\.$/);
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual(before.toSorted());
});

test.each([[[]], [['--check']]])('where all is there, ./setup %j says so, and does nothing', async (args) => {
  await installed();
  const { exitCode, stdout, stderr } = await setup(args);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(new Set(stdout.split('\n').map((line) => line.slice(2, 6).trim()))).toEqual(
    new Set(['ok', '', 'Read']),
  );
  expect(stdout).toMatch(/Ready: pnpm scenario full-pipeline$/);
});

test('packages that are not as locked are missing', async () => {
  await installed();
  await writeFile(join(project, 'pnpm-lock.yaml'), 'locked otherwise');
  const { exitCode, stdout } = await setup(['--check']);
  expect([exitCode, verdictOn(stdout, 'node packages')]).toEqual([1, ['missing']]);
});

test('a MEDIAMTX_BIN that is wrong is the end, with or without --check', async () => {
  await installed();
  for (const args of [[], ['--check']]) {
    const { exitCode, stdout, stderr } = await setup(args, { MEDIAMTX_BIN: '/nowhere' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('MEDIAMTX_BIN is /nowhere, which is not a MediaMTX');
    expect(stdout).not.toMatch(/ Ready| install +MediaMTX/);
  }
});

test('what is there is not asked for; an ffmpeg that is too old is', async () => {
  await installed();
  const { stdout } = await setup(['--check']);
  expect(verdictOn(stdout, 'ffmpeg')).toEqual(['ok']);
  expect(verdictOn(stdout, 'pocketsphinx')).toEqual(['ok']);
  expect(verdictOn(stdout, 'pnpm')).toEqual(['ok']);
  await program('ffmpeg', 'echo "ffmpeg version 4.4.2 Copyright"');
  await program('pnpm', 'echo 9.15.0');
  const { stdout: older } = await setup(['--check']);
  expect(verdictOn(older, 'ffmpeg')).toEqual(['missing']);
  expect(verdictOn(older, 'pnpm')).toEqual(['missing']);
});

test.each(['half-configured', 'half-installed', 'unpacked', 'triggers-awaited'])(
  'a package that dpkg has left %s is missing, although its program is there',
  async (state) => {
    await installed();
    await program(
      'dpkg-query',
      `for name in npm sox unzip; do echo "${state} $name"; done; echo installed flite`,
    );
    const { stdout } = await setup(['--check']);
    for (const name of ['npm', 'sox', 'unzip']) {
      expect([name, verdictOn(stdout, name)]).toEqual([name, ['missing']]);
    }
    expect(verdictOn(stdout, 'flite')).toEqual(['ok']);
  },
);

test('without root and sudo, all that root has to type is printed, and nothing is run', async () => {
  await program('id', 'echo 1000');
  await program('apt-get', `echo called >>'${folder}/apt-get.log'`);
  const { exitCode, stderr } = await setup();
  expect(exitCode).toBe(1);
  const [told, apt, pnpm, ...more] = stderr.split('\n').filter((line) => line !== '');
  expect(told).toContain('needs root, and there is no sudo');
  expect(apt).toMatch(/apt-get update && .*apt-get install -y .* ffmpeg sox .* nodejs npm$/);
  expect(pnpm).toMatch(
    /^npm install --global .* pnpm@[\d.]+ && node "\$\(npm root --global\)\/pnpm\/install\.js"$/,
  );
  expect(more).toEqual([]);
  expect(await readdir(folder)).not.toContain('apt-get.log');
});

test('with sudo the same line is run through it, and its output is shown when it fails', async () => {
  await program('id', 'echo 1000');
  await program('apt-get', 'exit 9');
  await program('sudo', `echo "$*" >'${folder}/sudo.log'; echo 'You are not in the sudoers file.'; exit 1`);
  const { exitCode, stderr } = await setup();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('You are not in the sudoers file.');
  expect(await readFile(join(folder, 'sudo.log'), 'utf8')).toMatch(/^sh -c .*apt-get update && /);
});

test('what is too old still, after it was installed, is told', async () => {
  await installed();
  await program('apt-get', 'true');
  await program('dpkg', 'true');
  await program('id', 'echo 0');
  await program('node', 'exit 1');
  const { exitCode, stderr } = await setup();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /failed {3}nodejs +installed, but too old or not working; on PATH comes first: .*bin\/node$/,
  );
});

test('a system without apt-get is told what to install', async () => {
  const { exitCode, stderr } = await setup();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /has no apt-get\. Install with its own package manager .*: ffmpeg sox .* nodejs npm$/,
  );
});

test.each(['--chek', 'check', '-h'])('%s is refused', async (option) => {
  const { exitCode, stdout, stderr } = await setup([option]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(`There is no option ${option}. Usage:`);
});
