import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import { diskProbe } from './disk.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';

async function pipelineIn(folder: string) {
  return { ...(await absentPipeline()), recordingsFolder: `${folder}/recordings`, runFolder: folder };
}

test('records free space, and that files can be written, without leaving any', async () => {
  await using folder = await createTempFolder();
  await mkdir(folder.file('recordings/live/run-1'), { recursive: true });
  const writable = { freeMib: expect.any(Number), writable: true };
  expect(await observe(diskProbe, await pipelineIn(folder.path))).toEqual([
    {
      folder: folder.file('recordings/live/run-1'),
      ...writable,
      others: [
        { folder: folder.file('recordings'), ...writable },
        { folder: folder.path, ...writable },
      ],
    },
  ]);
  expect(await readdir(folder.path, { recursive: true })).toHaveLength(3);
});

test('records a file where the folder should be, and a missing folder', async () => {
  await using folder = await createTempFolder();
  const pipeline = await pipelineIn(folder.path);
  expect(await observe(diskProbe, pipeline)).toMatchObject([
    { folder: folder.file('recordings'), writable: false, error: expect.stringContaining('ENOENT') },
  ]);
  await mkdir(folder.file('recordings'));
  await writeFile(folder.file('recordings/live'), '');
  expect(await observe(diskProbe, pipeline)).toMatchObject([
    {
      folder: folder.file('recordings/live'),
      writable: false,
      error: expect.stringContaining('not a folder'),
    },
  ]);
});

test('records a full disk', async () => {
  await using folder = await createTempFolder();
  const recordings = folder.file('recordings');
  await mkdir(recordings);
  const mount = await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', recordings], {
    reject: false,
  });
  // Only root may mount; without it, a folder without permission is the nearest thing.
  if (mount.exitCode !== 0) {
    await chmod(recordings, 0o555);
    expect(await observe(diskProbe, await pipelineIn(folder.path))).toMatchObject([{ writable: false }]);
    return;
  }
  try {
    await writeFile(`${recordings}/large`, Buffer.alloc(64 * 1024)).catch(() => undefined);
    expect(await observe(diskProbe, await pipelineIn(folder.path))).toMatchObject([
      { folder: recordings, freeMib: 0, writable: false, error: expect.stringContaining('ENOSPC') },
    ]);
  } finally {
    await execa('umount', [recordings]);
  }
});

test('writes nothing into the folders of a pipeline that is attached', async () => {
  await using folder = await createTempFolder();
  await mkdir(folder.file('recordings'));
  const pipeline = { ...(await pipelineIn(folder.path)), isOwned: false };
  const { mtimeMs } = await stat(folder.file('recordings'));
  expect(await observe(diskProbe, pipeline)).toMatchObject([
    { folder: folder.file('recordings'), writable: true },
  ]);
  // A file that is made and removed changes the time of its folder.
  expect(await stat(folder.file('recordings'))).toMatchObject({ mtimeMs });
});
