import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import type { ContainerHandle, Docker } from './docker.ts';

/** Folder of the recordings in the MediaMTX container. */
const IN_CONTAINER = '/recordings';

/** Where the recordings of a run are stored. */
export interface RecordingsPlace {
  /** Local folder, when this machine can read the recordings. */
  readonly folder: string | undefined;
  /** `uid:gid` of the services; defaults to the user of the images. */
  readonly user: string | undefined;
}

/**
 * Uses a folder of the run when Docker runs on this machine, otherwise a volume. The services run as the owner of the folder,
 * so that the files belong to the same user, but never as root.
 */
export async function placeRecordings(docker: Docker, runFolder: string): Promise<RecordingsPlace> {
  if (!docker.isLocal) return { folder: undefined, user: undefined };
  const folder = join(runFolder, 'recordings');
  await mkdir(folder, { recursive: true });
  // The user of the images does not exist on this machine.
  await chmod(folder, 0o777);
  const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  return { folder, user: uid === 0 ? undefined : `${uid}:${gid}` };
}

/**
 * Copies the recordings of a path from the MediaMTX container to the same place under `toFolder`.
 *
 * @throws the error of dockerode, with status 404 without recordings
 */
export async function copyRecordings(
  mediamtx: ContainerHandle,
  path: string,
  toFolder: string,
  signal: AbortSignal,
): Promise<void> {
  const target = join(toFolder, dirname(path));
  await mkdir(target, { recursive: true });
  const archive = await mediamtx.getArchive({ path: `${IN_CONTAINER}/${path}` });
  const tar = execa('tar', ['-x', '-C', target], { cancelSignal: signal });
  await Promise.all([pipeline(archive, tar.stdin, { signal }), tar]);
}
