import { spawn } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Ended } from '../testing/run-inline-cli.ts';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

/** No daemon: Docker is not the subject of these tests, and is slow. */
const NO_DOCKER = { DOCKER_HOST: 'tcp://127.0.0.1:9' };

function doctor(env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return inline.start(['doctor'], { ...NO_DOCKER, ...env }).ended;
}

test('reports READY on a machine that ./setup has prepared', async () => {
  const { code, stdout, stderr } = await doctor();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/✓ ffmpeg +\d+\.\d+/);
  expect(stdout).toMatch(/✓ apertium eng-spa +installed/);
  expect(stdout).toMatch(/✓ MediaMTX +v\d+\.\d+\.\d+, \//);
  expect(stdout).toMatch(/ (✓|!) 3000 \(sts\) /);
  expect(stdout).toMatch(
    /! daemon +no Docker daemon responds.*\(needed only for --env compose\)\n +\.\/setup --docker/,
  );
  expect(stdout).toMatch(/✓ processes +no leftover processes/);
  expect(stdout).toMatch(/\nREADY {2}pnpm scenario quick; \d warnings?\n$/);
});

test('lists missing and outdated programs with the command that installs them, and exits 1', async () => {
  await writeFile(join(inline.runsFolder, 'ffmpeg'), '#!/bin/sh\necho ffmpeg version 4.4.2-0\n');
  await chmod(join(inline.runsFolder, 'ffmpeg'), 0o755);
  const { code, stdout } = await doctor({ PATH: inline.runsFolder });
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /✗ ffmpeg +4\.4\.2-0, but 5\.1 or newer is needed\n +sudo apt-get install --no-install-recommends ffmpeg\n/,
  );
  expect(stdout).toMatch(
    /✗ espeak-ng +not found; synthesises Spanish speech\n +sudo apt-get install \S+ espeak-ng\n/,
  );
  expect(stdout).toMatch(/! sox +not found; generates the fixtures \(not needed for runs\)\n/);
  expect(stdout).toMatch(/! pnpm +not found/);
  expect(stdout).toMatch(/\nNOT READY {2}6 problems; /);
});

test('lists a process that a killed run left, with the command that ends it', async () => {
  const id = '20261122-120000-quick-dead';
  await mkdir(join(inline.runsFolder, id));
  const end = { seq: 0, atMs: 1, type: 'run:end', status: 'failed', durationMs: 1 };
  await writeFile(join(inline.runsFolder, id, 'events.ndjson'), `{}\n${JSON.stringify(end)}\n`);
  const left = spawn('sleep', ['60'], { env: { ...process.env, DUBSTEP_RUN_ID: id } });
  onTestFinished(() => {
    left.kill();
  });
  const { code, stdout } = await doctor();
  expect(stdout).toMatch(new RegExp(`! leftover +1 process of the ended run ${id}\\n +kill ${left.pid}\\n`));
  expect(code).toBe(0);
});
