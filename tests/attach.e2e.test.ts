import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environmentOutputSchema } from '../scenarios/evidence/environment-output.ts';
import { CliRun } from './cli-run.test-support.ts';

const DEFINE_CONFIG = join(import.meta.dirname, '..', 'harness', 'index.ts');

test('a pipeline that is already running is tested through its URLs, read like any viewer reads it', async () => {
  const host = new CliRun('quick', '--keep-env', '--sts', 'echo');
  expect(await host.exitCode(), host.output).toBe(0);
  const pids = await Promise.all(
    ['mediamtx', 'sts-service', 'media-service'].map((service) => host.pidOf(service)),
  );
  try {
    const { endpoints } = environmentOutputSchema.parse((await host.result()).steps[0]?.output);
    await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-attach-'));
    const config = join(folder.path, 'dubstep.config.ts');
    const { rtmpUrl, rtspUrl, mediamtxApiUrl, mediaServiceUrl, stsUrl } = endpoints;
    const urls = {
      rtmp: rtmpUrl,
      rtsp: rtspUrl,
      mediamtxApi: mediamtxApiUrl,
      mediaService: mediaServiceUrl,
      sts: stsUrl,
    };
    await writeFile(
      config,
      `import { defineConfig } from ${JSON.stringify(DEFINE_CONFIG)};
       export default defineConfig({ endpoints: ${JSON.stringify(urls)}, segmentS: 2 });`,
    );

    const run = new CliRun('quick', '--env', 'attach', '--config', config, '--sts', 'echo');
    expect(await run.exitCode(), run.output).toBe(0);
    const output = (await run.result()).steps.find(({ id }) => id === 'output-stream');
    const missed = output?.checks.find(({ name }) => name === 'frames before the reader had joined');
    expect(missed?.actual, 'a reader joins late').toBeGreaterThan(0);
    expect(await run.leftovers()).toEqual([]);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGTERM');
  }
});
