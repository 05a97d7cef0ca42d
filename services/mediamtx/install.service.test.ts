import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSupportedVersion, MEDIAMTX_VERSION } from './version.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dubstep-install-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A `mediamtx` in a folder of its own that says it is of this version. */
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
])('the script and the program agree whether %s will do', async (version) => {
  const bin = await mediamtx(version);
  const { exitCode } = await check({ MEDIAMTX_BIN: join(bin, 'mediamtx') });
  expect(exitCode).toBe(isSupportedVersion(version) ? 0 : 1);
});

test('it says which one it takes', async () => {
  const bin = await mediamtx('v1.99.0');
  const named = await check({ MEDIAMTX_BIN: join(bin, 'mediamtx') });
  expect(named.stdout).toBe(`v1.99.0 from MEDIAMTX_BIN (${bin}/mediamtx)`);
  const onPath = await check({ MEDIAMTX_BIN: '', PATH: `${bin}:/usr/bin:/bin` });
  expect(onPath.stdout).toBe(`v1.99.0 from PATH (${bin}/mediamtx)`);
});

test('a MEDIAMTX_BIN that is wrong is an error, not passed over', async () => {
  const { exitCode, stdout, stderr } = await check({ MEDIAMTX_BIN: '/nowhere/mediamtx' });
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toBe(
    `MEDIAMTX_BIN is /nowhere/mediamtx, which is not a MediaMTX ${MEDIAMTX_VERSION} or later. Set it right, or unset it.`,
  );
});

test.each([
  ['release.sha256', `mediamtx_${MEDIAMTX_VERSION}_linux_amd64.tar.gz`],
  ['source/go.mod', `github.com/bluenviron/mediamtx ${MEDIAMTX_VERSION}\n`],
  ['source/go.sum', `github.com/bluenviron/mediamtx ${MEDIAMTX_VERSION} h1:`],
])('%s pins the version that VERSION names', async (file, pin) => {
  expect(await readFile(join(import.meta.dirname, file), 'utf8')).toContain(pin);
});
