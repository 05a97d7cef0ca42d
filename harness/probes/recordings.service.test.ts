import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import { recordingsProbe } from './recordings.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';

test('lists the files of the streams of the run, the latest first', async () => {
  await using folder = await createTempFolder();
  const pipeline = { ...(await absentPipeline()), recordingsFolder: folder.path };
  const nothing = [{ folder: folder.path, count: 0, files: [] }];
  expect(await observe(recordingsProbe, pipeline)).toEqual(nothing);

  for (const [path, size, secondsAgo] of [
    ['live/run-1/in', 5, 60],
    ['live/run-1/out', 7, 10],
    ['live/other/in', 9, 0],
  ] as const) {
    await mkdir(folder.file(path), { recursive: true });
    await writeFile(folder.file(`${path}/a.mp4`), Buffer.alloc(size));
    const time = Date.now() / 1000 - secondsAgo;
    await utimes(folder.file(`${path}/a.mp4`), time, time);
  }
  const [result] = await observe(recordingsProbe, pipeline);
  expect(result).toMatchObject({
    count: 2,
    files: [
      { path: 'live/run-1/out/a.mp4', sizeBytes: 7 },
      { path: 'live/run-1/in/a.mp4', sizeBytes: 5 },
    ],
  });
  const ages = (result as { files: { modifiedMsAgo: number }[] }).files.map(({ modifiedMsAgo }) =>
    Math.round(modifiedMsAgo / 10_000),
  );
  expect(ages).toEqual([1, 6]);
});

test('observes nothing where the recordings cannot be read', async () => {
  expect(await observe(recordingsProbe, await absentPipeline())).toEqual([]);
});
