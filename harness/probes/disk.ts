import { constants } from 'node:fs';
import { access, mkdtemp, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorMessage } from '../../lib/error-message.ts';
import type { ProbeResult } from '../run-data/probe-results.ts';
import { defineProbe } from './probe.ts';
import { inputPaths } from './stream-paths.ts';

type Disk = ProbeResult<'disk'>;
type FolderState = Required<Pick<Disk, 'folder'>> & Omit<Disk, 'others'>;

const BYTES_PER_MIB = 1024 * 1024;
/** More than a file system keeps in the entry of a file. */
const WRITTEN_BYTES = 16 * 1024;

/**
 * Free space, and whether a file can be written: in the folder that the next recording of the input goes to, or the
 * nearest one above it that exists, in the folder of all recordings, and in the run folder.
 */
export const diskProbe = defineProbe('disk', async (pipeline) => {
  const { recordingsFolder, runFolder, isOwned } = pipeline;
  const [inPath] = inputPaths(pipeline);
  const folders = [
    ...(recordingsFolder === undefined
      ? []
      : [
          ...(inPath === undefined ? [] : [await nearest(join(recordingsFolder, inPath), recordingsFolder)]),
          recordingsFolder,
        ]),
    runFolder,
  ];
  const states = await Promise.all(
    [...new Set(folders)].map((folder) => inspect(folder, isOwned || folder === runFolder)),
  );
  const [first, ...others] = states;
  return first === undefined ? [] : [{ ...first, others }];
});

/** The path itself or the nearest one above it that exists, at most up to `top`. */
async function nearest(path: string, top: string): Promise<string> {
  let found = path;
  while (found !== top && (await stat(found).catch(() => undefined)) === undefined) found = dirname(found);
  return found;
}

/** @param mayWrite a file may be written and removed; otherwise only the permission is examined */
async function inspect(folder: string, mayWrite: boolean): Promise<FolderState> {
  const { bavail, bsize } = await statfs(folder).catch(() => ({ bavail: undefined, bsize: 0 }));
  const problem = await writeProblem(folder, mayWrite);
  return {
    folder,
    ...(bavail === undefined ? {} : { freeMib: Math.floor((bavail * bsize) / BYTES_PER_MIB) }),
    writable: problem === undefined,
    ...(problem === undefined ? {} : { error: problem }),
  };
}

async function writeProblem(folder: string, mayWrite: boolean): Promise<string | undefined> {
  try {
    if (!(await stat(folder)).isDirectory()) return `${folder} is not a folder`;
    if (!mayWrite) {
      await access(folder, constants.W_OK | constants.X_OK);
      return undefined;
    }
    // As MediaMTX does: a folder, and a file in it.
    const scratch = await mkdtemp(join(folder, '.write-test-'));
    try {
      await writeFile(join(scratch, 'file'), Buffer.alloc(WRITTEN_BYTES));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
    return undefined;
  } catch (error) {
    return errorMessage(error);
  }
}
