import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { resolveMediamtx } from './resolve-binary.ts';
import { MEDIAMTX_VERSION } from './version.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dubstep-mediamtx-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program that prints `answer` for any arguments. */
async function program(path: string, answer: string): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\necho '${answer}'\n`);
  await chmod(file, 0o755);
  return file;
}

const cached = (version: string) => program(`cache/${MEDIAMTX_VERSION}/mediamtx`, version);
const resolve = (env: NodeJS.ProcessEnv) => resolveMediamtx({ env, cacheFolder: join(folder, 'cache') });

test('prefers MEDIAMTX_BIN to PATH, and PATH to the cache', async () => {
  const named = await program('named/server', 'v1.22.0');
  const onPath = await program('bin/mediamtx', 'v1.21.0');
  const inCache = await cached(MEDIAMTX_VERSION);
  const PATH = `${folder}/nowhere:${folder}/bin`;

  expect(await resolve({ MEDIAMTX_BIN: named, PATH })).toEqual({
    path: named,
    source: 'MEDIAMTX_BIN',
    version: 'v1.22.0',
  });
  expect(await resolve({ PATH })).toEqual({ path: onPath, source: 'PATH', version: 'v1.21.0' });
  expect(await resolve({ PATH: '' })).toEqual({ path: inCache, source: 'cache', version: MEDIAMTX_VERSION });
});

test('uses what ./setup has accepted before PATH and the cache, as long as it is usable', async () => {
  const accepted = await program('my server/mediamtx', 'v1.22.0');
  await program('bin/mediamtx', 'v1.21.0');
  await cached(MEDIAMTX_VERSION);
  const PATH = `${folder}/bin`;
  await writeFile(join(folder, 'cache', 'selected'), `${accepted}\n`);
  expect(await resolve({ PATH })).toEqual({ path: accepted, source: 'setup', version: 'v1.22.0' });
  await program('my server/mediamtx', 'v1.8.0');
  expect(await resolve({ PATH })).toMatchObject({ source: 'PATH' });
  await rm(accepted);
  expect(await resolve({ PATH: '' })).toMatchObject({ source: 'cache' });
  await rm(join(folder, 'cache', MEDIAMTX_VERSION), { recursive: true });
  await expect(resolve({ PATH: '' })).rejects.toThrow(
    `Skipped: ${accepted}, which ./setup has accepted, is no longer executable.`,
  );
});

test('skips an unsupported version on PATH', async () => {
  await program('bin/mediamtx', 'v1.8.0');
  const inCache = await cached(MEDIAMTX_VERSION);
  expect(await resolve({ PATH: `${folder}/bin` })).toMatchObject({ path: inCache, source: 'cache' });
});

test.each([
  ['does not exist', 'nowhere/mediamtx', undefined, 'does not exist'],
  ['is too old', 'old/mediamtx', 'v1.8.0', 'v1.8.0'],
  ['is another program', 'other/mediamtx', 'usage: other', 'usage: other'],
])('rejects a MEDIAMTX_BIN that %s, even with a usable one in the cache', async (_, path, answer, reason) => {
  await cached(MEDIAMTX_VERSION);
  const named = answer === undefined ? join(folder, path) : await program(path, answer);
  await expect(resolve({ MEDIAMTX_BIN: named })).rejects.toMatchObject({
    code: 'MEDIAMTX_BIN_INVALID',
    message: expect.stringContaining(reason),
  });
});

test('names the skipped binaries and ./setup when none is found', async () => {
  const old = await program('bin/mediamtx', 'v1.8.0');
  await expect(resolve({ PATH: `${folder}/bin` })).rejects.toMatchObject({
    code: 'MEDIAMTX_NOT_FOUND',
    message: expect.stringMatching(new RegExp(`${old} prints "v1\\.8\\.0" for --version.*\\./setup`)),
  });
});
