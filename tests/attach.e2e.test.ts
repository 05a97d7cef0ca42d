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

    const whole = new CliRun(
      'quick',
      '--env',
      'attach',
      '--config',
      config,
      '--sts',
      'echo',
      '--lead-in',
      '5s',
    );
    expect(await whole.exitCode(), whole.output).toBe(0);
    const checks = (await whole.result()).steps.find(({ id }) => id === 'output-stream')?.checks ?? [];
    const actual = (name: string) => checks.find((check) => check.name === name)?.actual;
    expect(actual('frames of the slate before the reader had joined'), 'a reader joins late').toBeGreaterThan(
      0,
    );
    expect(actual('frames missing at the start'), 'of the clip it misses nothing').toBe(0);
    expect(actual('windows of the slate, not judged')).toEqual([0, 1, 2]);
    expect(actual('heard in each window')).toEqual(Array(5).fill('dubbed'));
    const again = new CliRun('quick', '--run', await whole.runId(), '--from', '4');
    expect(await again.exitCode(), again.output).toBe(0);
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGTERM');
  }
});
