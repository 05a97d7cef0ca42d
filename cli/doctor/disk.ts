import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { errorMessage } from '../../lib/error-message.ts';
import { formatSize } from '../../reports/format/values.ts';
import type { Finding } from './finding.ts';

/** A run of the 30 s clip writes 12 MB. A disk that fills up during a run causes misleading failures. */
const LOW_BYTES = 2_000_000_000;
const TOO_LOW_BYTES = 200_000_000;

/** Whether runs can write to their folders, and the free space. */
export async function diskFindings(runsFolder: string): Promise<Finding[]> {
  return await Promise.all([folderFinding('runs', runsFolder), folderFinding('temporary files', tmpdir())]);
}

async function folderFinding(name: string, folder: string): Promise<Finding> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    return {
      name,
      status: 'missing',
      message: `cannot write to ${folder}: ${errorMessage(error)}`,
      fix: `sudo chown -R "$USER" '${folder}'`,
    };
  }
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const free = `${formatSize(freeBytes)} free in ${folder}`;
  if (freeBytes >= LOW_BYTES) return { name, status: 'ok', message: free };
  const status = freeBytes < TOO_LOW_BYTES ? 'missing' : 'warning';
  return { name, status, message: `only ${free}`, fix: `du -xh --max-depth=1 '${folder}' | sort -h | tail` };
}
