import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { z } from 'zod';

/** Programs that real mode runs. */
const PROGRAMS = [
  'sh',
  'ffmpeg',
  'pocketsphinx_continuous',
  'espeak-ng',
  'apertium',
  'lt-proc',
  'lrx-proc',
  ...['tagger', 'pretransfer', 'transfer', 'interchunk', 'postchunk'].map((stage) => `apertium-${stage}`),
];

const listeningSchema = z.object({ msg: z.literal('listening'), url: z.url() });

/** Runs the service as a separate process. @param env additional variables */
function run(env: Readonly<Record<string, string>>) {
  return execa(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { STS_PORT: '0', STS_MODE: 'echo', LOG_LEVEL: 'info', ...env },
    reject: false,
    timeout: 20_000,
    lines: true,
  });
}

test('logs its URL in one line of JSON and stops on SIGTERM', async () => {
  const child = run({});
  for await (const line of child.iterable()) {
    const { data } = listeningSchema.safeParse(JSON.parse(line));
    if (data === undefined) continue;
    expect((await fetch(`${data.url}/health`)).status).toBe(200);
    child.kill('SIGTERM');
  }
  const { exitCode, stdout, stderr } = await child;
  expect([exitCode, stderr]).toEqual([0, []]);
  expect(stdout.filter((line) => line.includes('"listening"'))).toHaveLength(1);
});

test('exits with 1 and names an invalid variable', async () => {
  const { exitCode, stdout } = await run({ STS_PORT: 'http' });
  expect(exitCode).toBe(1);
  expect(stdout).toHaveLength(1);
  expect(stdout[0]).toContain('STS_PORT is \\"http\\": ');
});

test.each([
  ['ffmpeg', 'ffmpeg'],
  ['pocketsphinx_continuous', 'pocketsphinx'],
  ['apertium', 'apertium'],
  ['espeak-ng', 'espeak-ng'],
])('exits with 1 and names the package when real mode lacks %s', async (missing, debianPackage) => {
  const folder = await mkdtemp(join(tmpdir(), 'sts-path-'));
  try {
    for (const program of PROGRAMS.filter((name) => name !== missing)) {
      await symlink(await pathOf(program), join(folder, program));
    }
    const { exitCode, stdout } = await run({ STS_MODE: 'real', PATH: folder });
    expect(exitCode).toBe(1);
    expect(stdout).toHaveLength(1);
    expect(stdout[0]).toContain(`needs ${missing}, which is not installed`);
    expect(stdout[0]).toContain(`apt-get install -y ${debianPackage}"`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function pathOf(program: string): Promise<string> {
  const { stdout } = await execa('/bin/sh', ['-c', 'command -v "$0"', program]);
  return stdout;
}
