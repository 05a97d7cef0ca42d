import { createHash } from 'node:crypto';
import { access, chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dubstep download '));
  await copyFile(join(import.meta.dirname, 'download-release'), join(folder, 'download-release'));
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, 'out'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Puts a `curl` on PATH that runs this script with `$output` and `$url` instead of a download. */
async function curlThat(script: string): Promise<void> {
  const parse =
    'for word; do case $previous in --output) output=$word ;; esac; previous=$word; done; url=$previous';
  await writeFile(join(folder, 'bin', 'curl'), `#!/bin/sh\n${parse}\n${script}\n`);
  await chmod(join(folder, 'bin', 'curl'), 0o755);
}

/** Creates an archive with a `mediamtx`, and writes its SHA-256 to release.sha256. */
async function pinnedArchive(): Promise<string> {
  await writeFile(join(folder, 'mediamtx'), 'a program');
  const archive = join(folder, 'archive.tar.gz');
  await execa('tar', ['-czf', archive, '-C', folder, 'mediamtx']);
  const sum = createHash('sha256')
    .update(await readFile(archive))
    .digest('hex');
  const names = ['amd64', 'arm64'].map((platform) => `mediamtx_v9.9.9_linux_${platform}.tar.gz`);
  await writeFile(join(folder, 'release.sha256'), names.map((name) => `${sum}  ${name}\n`).join(''));
  return archive;
}

const download = () =>
  execa(join(folder, 'download-release'), ['v9.9.9', join(folder, 'out')], {
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    reject: false,
  });

test('unpacks an archive with the pinned SHA-256', async () => {
  const archive = await pinnedArchive();
  // Redirects to anything but https must be rejected too.
  await curlThat(
    `case "$*" in *" --proto =https "*) ;; *) exit 1 ;; esac; case $url in https://github.com/*/v9.9.9/*) cp '${archive}' "$output" ;; *) exit 22 ;; esac`,
  );
  const { exitCode, stderr } = await download();
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  expect(await readFile(join(folder, 'out', 'mediamtx'), 'utf8')).toBe('a program');
});

test('rejects a modified archive', async () => {
  const archive = await pinnedArchive();
  await curlThat(`cp '${archive}' "$output"; echo more >>"$output"`);
  const { exitCode, stderr } = await download();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /does not have the SHA-256 in services\/mediamtx\/release\.sha256 and is not used\.$/,
  );
  await expect(access(join(folder, 'out', 'mediamtx'))).rejects.toThrow('ENOENT');
});

test('rejects a release without a pinned SHA-256', async () => {
  const archive = await pinnedArchive();
  await writeFile(join(folder, 'release.sha256'), '');
  await curlThat(`cp '${archive}' "$output"`);
  expect((await download()).exitCode).toBe(1);
});

test('prints the error of curl when the host cannot be reached', async () => {
  await pinnedArchive();
  await curlThat('echo "curl: (6) Could not resolve host: github.com" >&2; exit 6');
  const { exitCode, stderr } = await download();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Download failed: curl: (6) Could not resolve host: github.com');
});
