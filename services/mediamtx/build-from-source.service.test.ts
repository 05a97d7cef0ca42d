import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** The standard programs that the script calls. */
const BASIC = 'sh awk grep sed cp chmod dirname uname rm sha256sum sha512sum tar gzip'.split(' ');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dubstep build '));
  for (const name of ['bin', 'out', 'module']) await mkdir(join(folder, name));
  for (const name of BASIC) {
    await symlink((await execa('sh', ['-c', `command -v ${name}`])).stdout, join(folder, 'bin', name));
  }
  await cp(import.meta.dirname, join(folder, 'mediamtx'), { recursive: true });
  await program('npm', 'echo "no hls.js at all" >hls.js-1.7.0.tgz');
  await program('unzip', `echo 'unzip was called' >&2; exit 1`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'bin', name), 0o755);
}

/** A Go of this version, with the module in a separate folder. */
const go = (version: string) =>
  program(
    'go',
    `case $1 in env) echo go${version} ;; list) echo '${folder}/module' ;; build) echo built >'${folder}/built' ;; esac`,
  );
/** A `curl` that downloads an unpinned file and records the URL. */
const curl = () =>
  program(
    'curl',
    `for word; do case $previous in --output) echo other >"$word" ;; esac; previous=$word; done; echo "$previous" >'${folder}/url'`,
  );

const build = (env: Record<string, string> = {}) =>
  execa(join(folder, 'mediamtx', 'build-from-source'), ['v1.20.1', join(folder, 'out')], {
    env: { PATH: join(folder, 'bin'), ...env },
    extendEnv: false,
    reject: false,
  });

test.each(['1.26.0', '1.26.8', '1.27.1', '2.0'])('builds with the installed Go %s', async (version) => {
  await go(version);
  expect((await build()).stderr).toContain(`Fetching the source of MediaMTX v1.20.1 with go${version}`);
});

test.each([undefined, '1.19.8', '1.25.9', '0.30'])(
  'with Go %s downloads the toolchain from the Go proxy, and rejects a modified one',
  async (version) => {
    if (version !== undefined) await go(version);
    await curl();
    const { exitCode, stderr } = await build({ GOPROXY: 'https://proxy.example,direct' });
    expect(exitCode).toBe(1);
    expect(await readFile(join(folder, 'url'), 'utf8')).toMatch(
      /^https:\/\/proxy\.example\/golang\.org\/toolchain\/@v\/v0\.0\.1-go1\.26\.8\.linux-\w+\.zip\n$/,
    );
    expect(stderr).toMatch(
      /\.zip does not have the SHA-256 in services\/mediamtx\/source\/go-toolchain\.sha256 and is not used\.$/,
    );
  },
);

test('rejects a modified hls.js', async () => {
  await go('1.26.8');
  const { exitCode, stderr } = await build();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('hls.js-1.7.0.tgz does not have the SHA-512');
  await expect(readFile(join(folder, 'built'))).rejects.toThrow('ENOENT');
});

test('names a missing build tool', async () => {
  await rm(join(folder, 'bin', 'npm'));
  const { exitCode, stderr } = await build();
  expect([exitCode, stderr]).toEqual([1, 'Building MediaMTX needs npm, which is not installed.']);
});
