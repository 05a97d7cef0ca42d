import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { execa } from 'execa';
import type { ContainerHandle, Docker } from './docker.ts';

/** Where MediaMTX records, in its container. */
const IN_CONTAINER = '/recordings';

/** Where the recordings of a run are. */
export interface RecordingsPlace {
  /** Of this machine, when it can read them there. */
  readonly folder: string | undefined;
  /** Who may write there; the images' own user by default. */
  readonly user: string | undefined;
}

/**
 * A folder of the run when Docker's host is this machine, else a volume. The services run as the user who owns the
 * folder, so that the files are that user's too, but never as root.
 */
export async function placeRecordings(docker: Docker, runFolder: string): Promise<RecordingsPlace> {
  if (!docker.isHere) return { folder: undefined, user: undefined };
  const folder = join(runFolder, 'recordings');
  await mkdir(folder, { recursive: true });
  // The user of the images is nobody on this machine.
  await chmod(folder, 0o777);
  const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  return { folder, user: uid === 0 ? undefined : `${uid}:${gid}` };
}

/**
 * Copies what was recorded of a path out of MediaMTX's container, to the same place under `toFolder`.
 *
 * @throws dockerode's error, with status 404 when nothing was recorded
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
