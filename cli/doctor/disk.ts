import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { errorMessage } from '../../lib/error-message.ts';
import { formatSize } from '../../reports/format/values.ts';
import type { Finding } from './finding.ts';

/** A run of the 30 s clip leaves 12 MB; a disk that runs full in the middle of one looks like anything. */
const SCARCE_BYTES = 2_000_000_000;
const TOO_LITTLE_BYTES = 200_000_000;

/** Whether runs can write where they write, and how much. */
export async function diskFindings(runsFolder: string): Promise<Finding[]> {
  return await Promise.all([folderFinding('runs', runsFolder), folderFinding('temporary files', tmpdir())]);
}

async function folderFinding(name: string, folder: string): Promise<Finding> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const why = errorMessage(error);
    return {
      name,
      status: 'missing',
      told: `${folder} cannot be written: ${why}`,
      fix: `sudo chown -R "$USER" '${folder}'`,
    };
  }
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const told = `${formatSize(freeBytes)} free in ${folder}`;
  if (freeBytes >= SCARCE_BYTES) return { name, status: 'ok', told };
  const status = freeBytes < TOO_LITTLE_BYTES ? 'missing' : 'warning';
  return { name, status, told: `only ${told}`, fix: `du -xh --max-depth=1 '${folder}' | sort -h | tail` };
}
