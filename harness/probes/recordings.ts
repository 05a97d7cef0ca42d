import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { defineProbe } from './probe.ts';
import { inputPaths, outputPaths } from './stream-paths.ts';

const MAX_FILES = 100;

/** The files that MediaMTX has recorded of the streams of the run, the latest first. */
export const recordingsProbe = defineProbe('recordings', async (pipeline) => {
  const { recordingsFolder: folder } = pipeline;
  if (folder === undefined) return [];
  const nowMs = Date.now();
  const paths = [...inputPaths(pipeline), ...outputPaths(pipeline)];
  const found = await Promise.all(paths.map((path) => filesIn(join(folder, path))));
  const files = await Promise.all(
    found.flat().map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return { path: relative(folder, file), sizeBytes: size, modifiedMsAgo: Math.round(nowMs - mtimeMs) };
    }),
  );
  const latestFirst = files.toSorted((a, b) => a.modifiedMsAgo - b.modifiedMsAgo);
  return [{ folder, count: files.length, files: latestFirst.slice(0, MAX_FILES) }];
});

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Nothing has been recorded, or a file is where the folder should be: the probe `disk` shows it.
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
