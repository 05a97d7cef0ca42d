import { chmod, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import { LocalPlace } from './local-place.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';
import { toolsProbe } from './tools.ts';

async function observeTools(path: string) {
  const program = process.execPath;
  const place = new LocalPlace({ workingFolder: '/', program, environment: { PATH: path } });
  const [result] = await observe(toolsProbe, {
    ...(await absentPipeline()),
    placeOf: async (name) => (name === 'media-service' ? place : undefined),
  });
  return result;
}

const INSTALLED = {
  ffmpeg: { path: expect.stringMatching(/\/ffmpeg$/), version: expect.any(String), aacEncoder: true },
  ffprobe: { path: expect.stringMatching(/\/ffprobe$/), version: expect.any(String) },
  node: process.version,
};

test('records the tools in the PATH of a service, and those of the harness', async () => {
  const { PATH = '' } = process.env;
  expect(await observeTools(PATH)).toEqual({
    of: 'media-service',
    ...INSTALLED,
    others: { harness: INSTALLED },
  });
});

test('records tools that are missing, broken, or lack an encoder', async () => {
  await using folder = await createTempFolder();
  const write = async (script: string): Promise<void> => {
    await writeFile(folder.file('ffmpeg'), `#!/bin/sh\n${script}\n`);
    await chmod(folder.file('ffmpeg'), 0o755);
  };
  expect(await observeTools(folder.path)).toMatchObject({
    ffmpeg: { error: 'there is no ffmpeg in PATH' },
    others: { harness: INSTALLED },
  });
  await write("echo 'ffmpeg version 4.4.2 Copyright' >&2; echo ' A..... mp2  MP2'");
  expect(await observeTools(folder.path)).toMatchObject({
    ffmpeg: { path: folder.file('ffmpeg'), version: '4.4.2', aacEncoder: false },
  });
  await write('echo "libx264.so: cannot open shared object file" >&2; exit 127');
  expect(await observeTools(folder.path)).toMatchObject({
    ffmpeg: { error: 'it ended with exit code 127: libx264.so: cannot open shared object file' },
  });
  await write('exec /bin/sleep 60');
  expect(await observeTools(folder.path)).toMatchObject({
    ffmpeg: { path: folder.file('ffmpeg'), error: 'no result before the probes ended' },
  });
  await chmod(folder.file('ffmpeg'), 0o644);
  expect(await observeTools(folder.path)).toMatchObject({ ffmpeg: { error: 'it is not executable' } });
});
