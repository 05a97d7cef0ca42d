import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveMediamtx } from './resolve-binary.ts';
import { isSupportedVersion, MEDIAMTX_VERSION } from './version.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dubstep-install-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A `mediamtx` in a separate folder that prints this version. */
async function mediamtx(version: string): Promise<string> {
  const bin = join(folder, 'a bin');
  await mkdir(bin);
  await writeFile(join(bin, 'mediamtx'), `#!/bin/sh\necho '${version}'\n`);
  await chmod(join(bin, 'mediamtx'), 0o755);
  return bin;
}

const check = (env: Record<string, string>) =>
  execa(join(import.meta.dirname, 'install'), ['--check'], { env, reject: false });

test.each([
  MEDIAMTX_VERSION,
  'v1.20.2',
  'v1.21.0',
  'v1.20.0',
  'v1.9.9',
  'v0.21.0',
  'v2.20.1',
  'v1.20',
  'nothing',
])('install and isSupportedVersion agree on %s', async (version) => {
  const bin = await mediamtx(version);
  const { exitCode } = await check({ MEDIAMTX_BIN: join(bin, 'mediamtx') });
  expect(exitCode).toBe(isSupportedVersion(version) ? 0 : 1);
});

test('prints the origin of the binary', async () => {
  const bin = await mediamtx('v1.99.0');
  const named = await check({ MEDIAMTX_BIN: join(bin, 'mediamtx') });
  expect(named.stdout).toBe(`v1.99.0 from MEDIAMTX_BIN (${bin}/mediamtx)`);
  const onPath = await check({ MEDIAMTX_BIN: '', PATH: `${bin}:/usr/bin:/bin` });
  expect(onPath.stdout).toBe(`v1.99.0 from PATH (${bin}/mediamtx)`);
});

test('fails for an unusable MEDIAMTX_BIN', async () => {
  const { exitCode, stdout, stderr } = await check({ MEDIAMTX_BIN: '/nowhere/mediamtx' });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toBe(
    `MEDIAMTX_BIN is /nowhere/mediamtx, which is not MediaMTX ${MEDIAMTX_VERSION} or later. Correct or unset it.`,
  );
});

test('remembers a usable MEDIAMTX_BIN for shells without it, unless it only checks', async () => {
  const script = await project('exit 1', 'exit 1');
  const bin = await mediamtx('v1.99.0');
  const run = (MEDIAMTX_BIN: string, ...args: string[]) =>
    execa(script, args, { cwd: bin, env: { PATH: '/usr/bin:/bin', MEDIAMTX_BIN }, reject: false });
  expect(await run('./mediamtx', '--check')).toMatchObject({ exitCode: 0 });
  expect(await run('', '--check')).toMatchObject({ exitCode: 1 });
  expect(await run('./mediamtx')).toMatchObject({ exitCode: 0 });
  const inNextShell = await run('', '--check');
  expect(inNextShell.stdout).toBe(`v1.99.0 from an earlier MEDIAMTX_BIN (${bin}/mediamtx)`);
  const cacheFolder = join(folder, '.cache', 'mediamtx');
  expect(await resolveMediamtx({ env: { PATH: '' }, cacheFolder })).toEqual({
    path: join(bin, 'mediamtx'),
    source: 'setup',
    version: 'v1.99.0',
  });
  await rm(join(bin, 'mediamtx'));
  expect(await run('', '--check')).toMatchObject({ exitCode: 1 });
});

/** A project with an empty cache and these scripts for download and build, which write `$folder/mediamtx`. */
async function project(download: string, build: string): Promise<string> {
  const scripts = join(folder, 'services', 'mediamtx');
  await mkdir(scripts, { recursive: true });
  for (const file of ['install', 'VERSION']) await cp(join(import.meta.dirname, file), join(scripts, file));
  const scriptsByName = { 'download-release': download, 'build-from-source': build };
  for (const [name, script] of Object.entries(scriptsByName)) {
    await writeFile(join(scripts, name), `#!/bin/sh\nfolder=$2\necho ${name} >>'${folder}/log'\n${script}\n`);
    await chmod(join(scripts, name), 0o755);
  }
  return join(scripts, 'install');
}

const makes = (version: string): string =>
  `printf '#!/bin/sh\\necho ${version}\\n' >"$folder/mediamtx"; chmod +x "$folder/mediamtx"`;
const install = (script: string, ...args: string[]) =>
  execa(script, args, { env: { PATH: '/usr/bin:/bin', MEDIAMTX_BIN: '' }, reject: false });
const inCache = () => readdir(join(folder, '.cache', 'mediamtx'));

test('downloads the release once, without a build', async () => {
  const script = await project(makes(MEDIAMTX_VERSION), 'exit 1');
  const first = await install(script);
  expect(first.stdout).toBe(`${MEDIAMTX_VERSION} from the release on GitHub, now in the project's cache`);
  const second = await install(script);
  expect(second.stdout).toBe(`${MEDIAMTX_VERSION} from the project's cache`);
  expect(await readFile(join(folder, 'log'), 'utf8')).toBe('download-release\n');
  expect(await inCache()).toEqual([MEDIAMTX_VERSION]);
});

test('builds when the download fails, replaces a damaged binary, and removes leftovers of a killed installation', async () => {
  const script = await project('exit 1', makes(MEDIAMTX_VERSION));
  const cache = join(folder, '.cache', 'mediamtx');
  await mkdir(join(cache, 'work.killed', 'gopath'), { recursive: true });
  await mkdir(join(cache, MEDIAMTX_VERSION));
  await writeFile(join(cache, MEDIAMTX_VERSION, 'mediamtx'), '\u007fELF half a binary', { mode: 0o755 });
  const { stdout } = await install(script);
  expect(stdout).toBe(`${MEDIAMTX_VERSION} from a build of its source, now in the project's cache`);
  expect(await inCache()).toEqual([MEDIAMTX_VERSION]);
});

test('fails without leftovers when neither download nor build succeeds', async () => {
  const script = await project('echo half >"$folder/mediamtx"; exit 1', 'exit 1');
  const { exitCode, stdout, stderr } = await install(script);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toMatch(
    /^Cannot download or build MediaMTX .*\. Install it and set MEDIAMTX_BIN to its path\.$/m,
  );
  expect(await inCache()).toEqual([MEDIAMTX_VERSION]);
  expect(await readdir(join(folder, '.cache', 'mediamtx', MEDIAMTX_VERSION))).toEqual([]);
});

test('rejects a release with an unexpected version', async () => {
  const script = await project(makes('v1.99.0'), 'exit 1');
  const { exitCode, stderr } = await install(script);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`prints "v1.99.0" for --version; expected ${MEDIAMTX_VERSION}`);
  expect((await install(script, '--check')).exitCode).toBe(1);
});

test('--check installs nothing', async () => {
  const script = await project(makes(MEDIAMTX_VERSION), 'exit 1');
  expect((await install(script, '--check')).exitCode).toBe(1);
  expect(await readdir(folder)).toEqual(['services']);
});

test('skips a binary on PATH that hangs', async () => {
  const script = await project('exit 1', makes(MEDIAMTX_VERSION));
  const bin = await mediamtx(MEDIAMTX_VERSION);
  await writeFile(join(bin, 'mediamtx'), '#!/bin/sh\nexec sleep 600\n');
  const env = { PATH: `${bin}:/usr/bin:/bin`, MEDIAMTX_BIN: '' };
  expect((await execa(script, { env })).stdout).toContain('a build of its source');
});

test.each([
  ['release.sha256', `mediamtx_${MEDIAMTX_VERSION}_linux_amd64.tar.gz`],
  ['source/go.mod', `github.com/bluenviron/mediamtx ${MEDIAMTX_VERSION}\n`],
  ['source/go.sum', `github.com/bluenviron/mediamtx ${MEDIAMTX_VERSION} h1:`],
])('%s pins the version in VERSION', async (file, pin) => {
  expect(await readFile(join(import.meta.dirname, file), 'utf8')).toContain(pin);
});
